import { describe, expect, test } from "vitest"

import { newUuid } from "../../ids.ts"
import { healthCounts, needsAttention, type HealthReport } from "./health-report.ts"
import { percent } from "./health-report-words.ts"
import { writeHealthReport } from "./write-health-report.ts"

const WELL: HealthReport = {
  merchantName: "Toko <Maju>",
  merchantCreatedAt: new Date("2026-01-01T00:00:00Z"),
  from: new Date("2026-11-21T06:00:00Z"),
  to: new Date("2026-11-21T12:00:00Z"),
  stuckAfterHours: 24,
  attempts: {
    attempts: 1_310,
    delivered: 1_204,
    firstAttempts: 1_250,
    firstAttemptsDelivered: 1_200,
    isEstimated: false,
  },
  exhausted: { count: 0, examples: [] },
  missed: 0,
  failing: { count: 0, examples: [] },
  disabled: { count: 0, examples: [] },
  quarantined: [],
  unrecognised: [],
  stuck: { count: 0, examples: [] },
  attention: [],
}
const OLDEST = { id: newUuid(), openedAt: new Date("2026-11-20T05:30:12Z") }
const failing = {
  id: newUuid(),
  url: "https://shop.example/hook?token=secret",
  failingSince: new Date("2026-11-21T07:12:40Z"),
  lastStatus: null,
  lastCause: "connection_refused",
  lastError: "connect ECONNREFUSED <b>10.1.2.3</b>",
}

const subjectOf = (changes: Partial<HealthReport>) =>
  writeHealthReport({ ...WELL, ...changes }, null).subject

describe("the subject tells the essence", () => {
  test.each<[string, Partial<HealthReport>]>([
    ["Paidout: all well, 1,204 delivered", {}],
    ["Paidout: all well", { attempts: null }],
    [
      "Paidout: all well, about 21,600,000 delivered",
      {
        attempts: {
          attempts: 21_700_000,
          delivered: 21_600_000,
          firstAttempts: 21_600_000,
          firstAttemptsDelivered: 21_500_000,
          isEstimated: true,
        },
      },
    ],
    [
      "Paidout: 2 endpoints failing, 14 deliveries exhausted",
      { failing: { count: 2, examples: [] }, exhausted: { count: 14, examples: [] } },
    ],
    ["Paidout: 1 endpoint disabled", { disabled: { count: 1, examples: [] } }],
    ["Paidout: 1 delivery missed", { missed: 1 }],
    ["Paidout: 1,000 payouts stuck", { stuck: { count: 1_000, examples: [] } }],
    [
      "Paidout: 3 messages quarantined, 1 message not understood",
      {
        quarantined: [
          { sourceId: newUuid(), sourceName: "a", count: 2, hint: "" },
          { sourceId: newUuid(), sourceName: "b", count: 1, hint: "" },
        ],
        unrecognised: [{ sourceId: newUuid(), sourceName: "a", count: 1, hint: "" }],
      },
    ],
    [
      "Paidout: 1 attention item open",
      { attention: [{ kind: "conflict", count: 1, advice: "Ask.", oldest: OLDEST }] },
    ],
    [
      "Paidout: 1 endpoint failing, 5 deliveries missed, 2 payouts stuck and more",
      {
        failing: { count: 1, examples: [] },
        missed: 5,
        stuck: { count: 2, examples: [] },
        attention: [{ kind: "conflict", count: 1, advice: "Ask.", oldest: OLDEST }],
      },
    ],
    ["Paidout: some figures are missing", { exhausted: null }],
  ])("%s", (subject, changes) => {
    expect(subjectOf(changes)).toBe(subject)
  })
})

describe("there is something to say", () => {
  test("of nothing but what stands in the subject", () => {
    expect(needsAttention(WELL)).toBe(false)
    expect(needsAttention({ ...WELL, attempts: null })).toBe(false)
    for (const name of Object.keys(healthCounts(WELL))) {
      const section = name as keyof HealthReport
      expect(needsAttention({ ...WELL, [section]: null }), name).toBe(true)
    }
  })
})

describe("the body", () => {
  test("has the window and the figures, also where all is well", () => {
    const { text } = writeHealthReport(WELL, "https://pay.example/hub")
    expect(text).toContain("Paidout for Toko <Maju>\n")
    expect(text).toContain("2026-11-21 06:00 UTC to 2026-11-21 12:00 UTC\n")
    expect(text).toContain("1,204 deliveries made, 0 exhausted: 100 % success\n")
    expect(text).toContain("1,310 attempts; 96.0 % of first attempts were taken\n")
    expect(text).toContain("Open Paidout: https://pay.example/hub\n")
    expect(text).not.toContain("What to do")
  })

  test("names failing endpoints without their secrets, and what to do", () => {
    const report = { ...WELL, failing: { count: 12, examples: [failing] } }
    const { text, html } = writeHealthReport(report, null)
    expect(text).toContain("12 endpoints failing\n- https://shop.example/hook (ep_")
    expect(text).toContain("    Nothing but failures since 2026-11-21 07:12 UTC\n")
    expect(text).toContain("    Last error: connection refused: connect ECONNREFUSED <b>")
    expect(text).toContain("- and 11 more\n")
    expect(text).toMatch(/^What to do: mend the service/m)
    expect(html).toContain("connect ECONNREFUSED &#60;b&#62;10.1.2.3&#60;/b&#62;")
    expect(text + html).not.toContain("secret")
    expect(text + html).not.toContain("Open Paidout")
  })

  test("shows the ids that the API takes, and no amount", () => {
    const id = newUuid()
    const { text } = writeHealthReport(
      {
        ...WELL,
        exhausted: {
          count: 1,
          examples: [
            {
              id,
              endpointId: id,
              url: failing.url,
              type: "payout.paid",
              lastStatus: 503,
              lastCause: "status",
            },
          ],
        },
        stuck: {
          count: 1,
          examples: [
            {
              id,
              provider: "pivot",
              reference: "wage-1",
              status: "processing",
              reason: "delayed",
              heardAt: new Date("2026-11-19T07:12:40Z"),
            },
          ],
        },
        quarantined: [
          { sourceId: id, sourceName: "Xendit live", count: 3, hint: "The token is another." },
        ],
        attention: [{ kind: "double_payment", count: 2, advice: "Check it.", oldest: OLDEST }],
      },
      null,
    )
    expect(text).toMatch(/- dlv_\w{26}: payout\.paid for https:\/\/shop\.example\/hook\n/)
    expect(text).toContain("    Last attempt: HTTP 503\n")
    expect(text).toMatch(/- po_\w{26}: processing \(delayed\) at pivot\n/)
    expect(text).toContain("    Last heard of: 2026-11-19 07:12 UTC\n    Reference: wage-1\n")
    expect(text).toContain("nothing was heard for 24 hours or longer")
    expect(text).toMatch(
      /- Xendit live \(src_\w{26}\): 3\n {4}Likely reason: The token is another\.\n/,
    )
    expect(text).toMatch(
      /- double payment: 2\n {4}Check it\.\n {4}The oldest since 2026-11-20 05:30 UTC: item_\w{26}\n/,
    )
  })

  test("says which figures are missing", () => {
    const { text } = writeHealthReport({ ...WELL, attempts: null, stuck: null }, null)
    expect(text).toContain("It took too long to count: attempts, stuck payouts\n")
  })
})

test.each([
  [0, "0 %"],
  [1, "100 %"],
  [0.9999, "99.9 %"],
  [0.0001, "0.1 %"],
  [0.985, "98.5 %"],
])("a share of %d is %s: nothing missing is hidden by rounding", (share, words) => {
  expect(percent(share)).toBe(words)
})

import { describe, expect, it } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import { FAILURE_CODES } from "../../payout/failure.ts"
import { decode } from "./decode.ts"
import { encode } from "./encode.ts"
import { decodeFixture, fixtureText, request } from "./fixtures/read-fixture.ts"
import { samples } from "./samples.ts"

const secrets = { callback_token: ["tok"] }

function only(name: string): PayoutEvent {
  const decoded = decodeFixture(name)
  if (decoded.outcome !== "events") throw new Error(decoded.outcome)
  const [event] = decoded.events
  if (event?.subject !== "payout") throw new Error("no payout")
  return event
}

function bodyText(event: PayoutEvent, form?: string, sentAt?: string): string | null {
  const webhook = encode(event, secrets, { form, sentAt })
  return webhook && Buffer.from(webhook.body).toString("utf8")
}

/** A fixture as the encoder spells it: times with milliseconds, v3 amounts as numbers. */
function canonical(name: string): unknown {
  const text = fixtureText(name)
    .replace(/(:\d\d)Z"/g, '$1.000Z"')
    .replace(/("\w+_amount": )"(\d+)"/g, "$1$2")
  return JSON.parse(text)
}

/** Another provider's event: its words mean nothing to a Xendit handler. */
const foreign: PayoutEvent = {
  subject: "payout",
  key: "pivot:1",
  wireEvent: "PAYOUT.SUCCESS",
  providerId: "8d5f:inv-1",
  live: true,
  account: "MID-1",
  occurredAt: "2025-05-05T05:05:05.555Z",
  order: "000000000012",
  aliases: [],
  batchProviderId: null,
  reference: "inv-1",
  status: "paid",
  reason: null,
  failure: null,
  amount: { amount: 100_000_000n, currency: "IDR" },
  details: {
    channelCode: "BCA",
    destination: { accountNumber: "123", extra: { bank_branch: "x" } },
    extra: { pspReference: "PSP" },
  },
}

describe("what Paidout sends in Xendit's words", () => {
  it.each([
    ["v2-documented-succeeded", "documented"],
    ["v2-reversed", "documented"],
    ["v2-flat-succeeded", "flat"],
    ["v2-flat-failed", "flat"],
    ["v3-succeeded", undefined],
    ["v3-failed", undefined],
    ["v3-reversed", undefined],
    ["v3-rejected", undefined],
    ["v3-pending-compliance", undefined],
    ["remittance-pending-compliance", undefined],
    ["remittance-succeeded", undefined],
    ["legacy-id-completed", undefined],
    ["legacy-id-failed", undefined],
    ["legacy-ph-completed", undefined],
  ])("is the body it came from: %s", (name, form) => {
    expect(JSON.parse(bodyText(only(name), form)!)).toEqual(canonical(name))
  })

  it("keeps a destination currency that differs from the amount's, in v3 and v2", () => {
    for (const [name, place] of [
      ["v3-succeeded", '"account_details": {'],
      ["v2-documented-succeeded", '"channel_properties": {'],
    ] as const) {
      const text = fixtureText(name)
        .replace('"currency": "USD",', "")
        .replace(place, `${place} "currency": "EUR",`)
      const decoded = decode(request(text))
      if (decoded.outcome !== "events") throw new Error(decoded.outcome)
      const [event] = decoded.events as readonly PayoutEvent[]
      expect(event!.details.destination?.extra?.["currency"]).toBe("EUR")
      expect(decode(request(bodyText(event!)!))).toEqual(decoded)
    }
  })

  it("is v2 as documented, unless asked otherwise, for another provider's event", () => {
    expect(JSON.parse(bodyText(foreign)!)).toEqual({
      event: "payout.succeeded",
      business_id: "MID-1",
      created: "2025-05-05T05:05:05.555Z",
      data: {
        id: "8d5f:inv-1",
        amount: 10000,
        currency: "IDR",
        channel_code: "BCA",
        status: "SUCCEEDED",
        reference_id: "inv-1",
        updated: "2025-05-05T05:05:05.555Z",
        business_id: "MID-1",
        channel_properties: { account_number: "123" },
      },
    })
  })

  it("writes amounts as exact numbers", () => {
    const big = { ...foreign, amount: { amount: 90_071_992_547_409_930_000n, currency: "IDR" } }
    expect(bodyText(big)).toContain('"amount":9007199254740993,')
    const small = { ...foreign, amount: { amount: 11_100n, currency: "PHP" } }
    expect(bodyText(small)).toContain('"amount":1.11,')
    expect(bodyText(small, "v3")).toContain('"destination_amount":111,')
  })

  it("says nothing rather than a wrong amount", () => {
    expect(bodyText({ ...foreign, amount: null })).toBeNull()
    expect(bodyText({ ...foreign, amount: { amount: 5_000n, currency: "IDR" } })).toBeNull()
    expect(bodyText({ ...foreign, amount: { amount: 11_111n, currency: "PHP" } })).toBeNull()
  })

  it("says nothing of what Xendit has no webhook for", () => {
    for (const status of ["pending", "processing", "cancelled"] as const) {
      for (const form of ["documented", "flat", "v3", "legacy", "remittance"]) {
        expect(bodyText({ ...foreign, status }, form)).toBeNull()
      }
    }
    expect(bodyText({ ...foreign, status: "reversed" }, "legacy")).toBeNull()
    expect(bodyText(only("v2-cash-cancelled"))).toBeNull()
    expect(bodyText(foreign, "soap")).toBeNull()
  })

  it("tells a compliance review and refusal where there is a webhook for it, in v3", () => {
    const review = { ...foreign, status: "pending", reason: "compliance_review" } as const
    expect(bodyText(review, "v3")).toContain('"v3_payout.pending_compliance"')
    expect(bodyText(review, "flat")).toBeNull()
    const refusal: PayoutEvent = {
      ...foreign,
      status: "failed",
      failure: { code: "compliance_rejected", providerCode: null, providerReason: "no" },
    }
    expect(bodyText(refusal, "v3")).toContain('"v3_payout.rejected"')
    expect(bodyText(refusal, "documented")).toContain('"payout.failed"')
  })

  it.each(FAILURE_CODES)("has a failure code of its own for another provider's %s", (code) => {
    const failed: PayoutEvent = {
      ...foreign,
      status: "failed",
      failure: { code, providerCode: "05", providerReason: "declined" },
    }
    for (const form of ["documented", "v3", "legacy"]) {
      const body = bodyText(failed, form)!
      expect(body).toMatch(/"failure_code":"[A-Z_]+"/)
      const decoded = decode(request(body))
      expect(decoded).toMatchObject({ outcome: "events", events: [{ status: "failed" }] })
      expect(decoded).not.toMatchObject({ events: [{ failure: { code: "unknown" } }] })
    }
  })

  it("is dated as sent where that is given", () => {
    const sentAt = "2030-01-01T00:00:00.000Z"
    expect(JSON.parse(bodyText(only("v2-flat-failed"), "flat", sentAt)!).created).toBe(sentAt)
  })

  it("carries the newest token, an id of its own and Basic where configured", () => {
    const all = { callback_token: ["new", "old"], basic_username: ["u"], basic_password: ["p"] }
    const first = encode(foreign, all)!.headers
    expect(first).toMatchObject({
      "content-type": "application/json",
      "x-callback-token": "new",
      authorization: `Basic ${btoa("u:p")}`,
    })
    expect(first["webhook-id"]).toMatch(/^[0-9a-f-]{36}$/)
    expect(encode(foreign, all)!.headers["webhook-id"]).not.toBe(first["webhook-id"])
  })
})

describe("samples", () => {
  it.each(Object.keys(samples))("come back from their own webhook: %s", (name) => {
    const sample = samples[name]!()
    expect(sample.wireEvent).toBe(name)
    expect(decode(request(encode(sample, secrets)!.body))).toEqual({
      outcome: "events",
      events: [sample],
    })
  })

  it.each(Object.keys(samples))("are another payout each time: %s", (name) => {
    expect(samples[name]!().providerId).not.toBe(samples[name]!().providerId)
  })
})

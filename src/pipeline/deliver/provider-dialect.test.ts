import { describe, expect, test } from "vitest"

import type { Dialect } from "../../delivery/dialect.ts"
import { thawWebhook } from "../../delivery/frozen-webhook.ts"
import type { AttemptResult } from "../../delivery/send-attempt.ts"
import { PROVIDERS } from "../../providers/index.ts"
import { findDialect } from "./dialects.ts"

const AT = "2026-11-21T09:00:00.000Z"
const EVENT_ID = "evt_01m7ywdkmhe0t8xbrt9b6dbyhg"

function dialectOf(name: string): Dialect {
  const dialect = findDialect(name)
  if (dialect === undefined) throw new Error(`No dialect ${name}.`)
  return dialect
}

function sample(name: string, eventTypes?: readonly string[], settings = {}): Buffer {
  const dialect = dialectOf(name)
  const version = dialect.versions.at(-1) ?? ""
  const endpoint = { version, settings, ...(eventTypes && { eventTypes }) }
  return dialect.test({ eventId: EVENT_ID, at: AT, endpoint })
}

function body(frozen: Buffer): string {
  return Buffer.from(thawWebhook(frozen).body).toString("utf8")
}

describe("the sample of registration", () => {
  test.each(PROVIDERS)("of $name says in its names that it is none", ({ name, dialect }) => {
    for (const form of dialect.forms.length === 0 ? [undefined] : dialect.forms) {
      const text = body(sample(name, ["*"], form === undefined ? {} : { form }))
      expect(text).toMatch(/sample/i)
      expect(text).toContain("test_sample-0001")
    }
  })

  test.each(PROVIDERS)("of $name holds no credential", (provider) => {
    const names = Object.keys(thawWebhook(sample(provider.name)).headers)
    expect(names.filter((name) => name.toLowerCase() in provider.credentialHeaders)).toEqual([])
  })

  test.each([
    [["*"], "PAYOUT.SUCCESS"],
    [["payout.failed"], "PAYOUT.SUCCESS"],
    [["batch.*", "payout.*"], "PAYOUT.SUCCESS"],
    [["payment.*"], "PAYMENT.PAID"],
    [["payment.charge_paid", "batch.done"], "PAYMENT.PAID"],
    [["batch.*"], "PAYOUT.DONE"],
  ])("for %j is %s: each of Pivot's products may have a URL of its own", (types, event) => {
    expect(JSON.parse(body(sample("pivot", types)))).toMatchObject({ event })
  })
})

describe("credentials", () => {
  const message = { eventId: EVENT_ID, timestampSeconds: 0 }
  const restore = () => Promise.reject(new Error("nothing to restore"))

  test("are today's: each live secret makes one message, the newest first", async () => {
    const frozen = sample("xendit")
    const signers = dialectOf("xendit").signers(
      { secrets: ["new-token", "old-token"], basic: { username: "u", password: "p" } },
      { version: "1", settings: {} },
    )
    const messages = await Promise.all(
      signers.map(async (sign) => sign({ ...message, frozen }, restore)),
    )
    expect(messages.map(({ headers }) => valueOf(headers, "x-callback-token"))).toEqual([
      "new-token",
      "old-token",
    ])
    for (const { headers, body: sent } of messages) {
      expect(valueOf(headers, "authorization")).toBe(`Basic ${btoa("u:p")}`)
      expect(sent.toString("utf8")).toBe(body(frozen))
    }
  })
})

describe("an answer", () => {
  const answered: AttemptResult = {
    outcome: "success",
    responseStatus: 200,
    responseHeaders: null,
    responseBody: null,
    cause: null,
    error: null,
    durationMs: 1,
    retryAfterMs: null,
  }
  const cut = { outcome: "failure", cause: "timeout", error: "No whole answer." } as const

  test.each(PROVIDERS)("of 200 that never came to its end is none to $name", ({ name }) => {
    const dialect = dialectOf(name)
    expect(dialect.judge(answered, {})).toBe("accepted")
    expect(dialect.judge({ ...answered, ...cut }, {})).toBe("failed")
  })

  test("that refuses is a refusal, whether or not its body came to its end", () => {
    const refused = { ...answered, ...cut, responseStatus: 404 }
    expect(dialectOf("pivot").judge(refused, {})).toBe("refused")
  })
})

function valueOf(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name)
  return at === -1 ? undefined : headers[at + 1]
}

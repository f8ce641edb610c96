import { describe, expect, test } from "vitest"

import type { BatchEvent, PayoutEvent } from "../../payout/event.ts"
import { dialect } from "./dialect.ts"
import { encode } from "./encode.ts"
import { decoded, foreign, own, ownReadBack, tell } from "./fixtures/told-payouts.ts"
import { samples } from "./samples.ts"

describe("a payout", () => {
  test("is not said again in the other form once the endpoint changes its form", () => {
    expect(tell(foreign, { form: "bulk", before: "PAYOUT.SUCCESS" })).toBeNull()
    expect(tell(foreign, { form: "single", before: "PAYOUT.DONE SUCCESS" })).toBeNull()
    const failed = { ...foreign, status: "failed" } as const
    expect(tell(failed, { form: "single", before: "PAYOUT.DONE SUCCESS" })?.word).toBe(
      "PAYOUT.FAILED",
    )
  })

  test("is said to an endpoint that was told something we do not know", () => {
    expect(tell(foreign, { before: "a word of a later version" })?.word).toBe("PAYOUT.SUCCESS")
  })

  test("of another provider is one request and one payout, and carries no field of that provider", () => {
    expect(JSON.parse(Buffer.from(tell(foreign)?.webhook.body ?? "").toString())).toEqual({
      event: "PAYOUT.SUCCESS",
      data: {
        uuid: "disb-1",
        merchantId: "5f27a14a9bf05c73dd040bc8",
        payouts: {
          referenceId: "salary-7",
          amount: { currency: "IDR", value: "10000" },
          status: "SUCCESS",
          reason: null,
        },
      },
    })
  })

  test("of another provider's batch has its own id, not the batch's: its reference need not be unique", () => {
    const item = { ...foreign, batchProviderId: "batch-1" }
    expect(decoded(tell(item))).toMatchObject({ providerId: "disb-1:salary-7" })
  })

  test("with a colon in its id stays one payout", () => {
    const heard = decoded(tell({ ...foreign, providerId: "a:b" })) as PayoutEvent
    expect(heard).toMatchObject({ batchProviderId: "a%3Ab", reference: "salary-7" })
  })

  test("of Pivot keeps uuid and referenceId, also where the ledger is all we have", () => {
    for (const payout of [own, ownReadBack]) {
      expect(decoded(tell(payout))).toMatchObject({
        batchProviderId: "d6a4",
        reference: "salary-7",
      })
    }
    const colons = { ...ownReadBack, providerId: "d6a4:a:b:c", reference: "a:b:c" }
    expect(decoded(tell(colons))).toMatchObject({ batchProviderId: "d6a4", reference: "a:b:c" })
  })

  test("that was delayed does not keep the reason of the delay once it is paid", () => {
    const details = { extra: { reason: "Bank is slow" } }
    const delayed = { ...own, details, status: "processing", reason: "delayed" } as const
    expect(decoded(tell(delayed))).toMatchObject({ details })
    expect(Buffer.from(tell({ ...own, details })?.webhook.body ?? "").toString()).toContain(
      '"reason":null',
    )
  })

  test("that was reversed is told as failed with words of the bank's", () => {
    const settings = { reversal_as_failed: true }
    const reversed = { ...foreign, status: "reversed" } as const
    expect(decoded(tell(reversed, { settings }))).toMatchObject({
      failure: { providerReason: "Failed to process by Bank Network" },
    })
  })

  test("that failed nobody knows why has Pivot's words for that, but Pivot's own text stays", () => {
    const failure = { code: "unknown", providerCode: "X_9", providerReason: "odd" } as const
    expect(decoded(tell({ ...foreign, status: "failed", failure }))).toMatchObject({
      failure: { providerReason: "Unknown Bank Network error" },
    })
    expect(decoded(tell({ ...foreign, status: "failed" }))).toMatchObject({
      failure: { providerReason: "Unknown Bank Network error" },
    })
    expect(decoded(tell({ ...own, status: "failed", failure }))).toMatchObject({
      failure: { providerReason: "odd" },
    })
  })
})

describe("a batch", () => {
  const done = samples["payout.done"]!() as BatchEvent

  test.each([
    ["done", null, "PAYOUT.DONE"],
    ["cancelled", null, "PAYOUT.CANCELLED"],
    ["cancelled", "expired", "PAYOUT.CANCELLED"],
    ["pending", "insufficient_balance", "PAYOUT.PENDING"],
    ["processing", "delayed", "PAYOUT.DELAYED"],
    ["pending", null, null],
    ["pending", "awaiting_review", null],
    ["processing", null, null],
    ["processing", "booked", null],
  ] as const)("%s %s: %s, in either form", (status, reason, word) => {
    const batch = { ...done, status, reason }
    for (const form of ["single", "bulk"]) {
      const said = tell(batch, { form })
      expect(said?.word.split(" ")[0] ?? null).toBe(word)
      if (said !== null) expect(decoded(said)).toMatchObject({ status, counters: done.counters })
    }
  })

  test("is told again when its counters have moved, and only then", () => {
    const word = tell(done)?.word ?? ""
    expect(word).toBe("PAYOUT.DONE 1/150000 2/300000 1/150000 0/0")
    expect(tell(done, { before: word })).toBeNull()
    const counters = { ...done.counters!, success: { count: 3, amount: 4_500_000_000n } }
    expect(tell({ ...done, counters }, { before: word })?.word).toBe(
      "PAYOUT.DONE 1/150000 3/450000 1/150000 0/0",
    )
  })

  test("without counters is told where Pivot's own word needs none", () => {
    expect(tell({ ...done, counters: null })).toBeNull()
    const cancelled = { ...done, counters: null, status: "cancelled" } as const
    expect(tell(cancelled)?.word).toBe("PAYOUT.CANCELLED")
  })
})

describe("a payment", () => {
  const WORDS = ["PAYMENT.PROCESSING", "PAYMENT.PAID", "PAYMENT.CANCELLED", "CHARGE.SUCCESS"]

  test.each([
    // before:                   nothing  PROCESSING  PAID   CANCELLED  CHARGE
    ["payment.processing", "PAYMENT.PROCESSING", [true, false, false, false, false]],
    ["payment.paid", "PAYMENT.PAID", [true, true, false, true, true]],
    ["payment.cancelled", "PAYMENT.CANCELLED", [true, true, true, false, true]],
    // Each paid charge of a session is news of its own.
    ["charge.success", "CHARGE.SUCCESS", [true, true, true, true, true]],
  ])("%s", (name, word, told) => {
    const event = samples[name]!()
    for (const [index, before] of [null, ...WORDS].entries()) {
      const said = tell(event, { before })
      expect(said?.word ?? null).toBe(told[index] === true ? word : null)
      if (said !== null) expect(decoded(said)).toEqual(event)
    }
    expect(tell(event, { before: "a word of a later version" })?.word).toBe(word)
  })
})

describe("secrets", () => {
  const event = samples["payout.success"]!()
  const unsigned = encode(event, {})!

  test("a new one is 256 random bits that it accepts itself", () => {
    const secret = dialect.newSecret()
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(secret).not.toBe(dialect.newSecret())
    expect(dialect.faultOfSecret(secret)).toBeUndefined()
  })

  test.each(["12345678", "a key with spaces!", "~".repeat(200)])("%s can be brought", (secret) => {
    expect(dialect.faultOfSecret(secret)).toBeUndefined()
  })

  test.each([
    "1234567",
    "x".repeat(201),
    "line\nbreak-in-it",
    "tab\tin-the-middle",
    "r\u00e9sum\u00e9-key",
    " leading-space",
    "trailing-space ",
    "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
  ])("%j cannot, and is not repeated", (secret) => {
    expect(dialect.faultOfSecret(secret)).toMatch(/\.$/)
    expect(dialect.faultOfSecret(secret)).not.toContain(secret)
  })

  test("are added to what was frozen without them", () => {
    expect(unsigned.headers).toEqual({
      "Content-Type": "application/json",
      Accept: "application/json",
    })
    const signed = dialect.sign(unsigned, { callback_api_key: ["new", "old"] })
    expect(signed.headers).toEqual({ ...unsigned.headers, "X-API-Key": "new" })
    expect(signed.body).toBe(unsigned.body)
  })

  test("take the place of any that stood there, whatever their case", () => {
    const both = { callback_api_key: ["k1"], basic_username: ["u"], basic_password: ["p"] }
    const before = { ...dialect.sign(unsigned, both) }
    const lower = {
      ...before,
      headers: Object.fromEntries(
        Object.entries(before.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    }
    for (const webhook of [before, lower]) {
      const { headers } = dialect.sign(webhook, { callback_api_key: ["k2"] })
      const names = Object.keys(headers).map((name) => name.toLowerCase())
      expect(names.toSorted()).toEqual(["accept", "content-type", "x-api-key"])
      expect(headers["X-API-Key"]).toBe("k2")
    }
  })
})

describe("answers", () => {
  test.each([
    [200, "accepted", "accepted"],
    [204, "accepted", "accepted"],
    [301, "refused", "failed"],
    [400, "refused", "failed"],
    [401, "refused", "failed"],
    [404, "refused", "failed"],
    [408, "failed", "failed"],
    [410, "refused", "refused"],
    [429, "failed", "failed"],
    [500, "failed", "failed"],
    [503, "failed", "failed"],
    [null, "failed", "failed"],
  ])("%s: %s; where refusals are retried: %s", (status, usually, whereRetried) => {
    expect(dialect.judge({ status, body: null }, {})).toBe(usually)
    expect(dialect.judge({ status, body: null }, { retry_refusals: true })).toBe(whereRetried)
  })
})

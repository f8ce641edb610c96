import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { Asked, ReadResult } from "../../src/providers/api.ts"
import { api } from "../../src/providers/pivot/api.ts"
import { asked, createAsking, kindsOf } from "../support/asking.ts"
import { FOUND_OF_MISBEHAVIOURS } from "../support/found-of-misbehaviours.ts"
import {
  MISBEHAVIOURS,
  says,
  saysText,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import {
  account,
  afterToken,
  failure,
  isTokenCall,
  MERCHANT,
  pagination,
  payout,
  request,
  saysToken,
  session,
  success,
  UUID,
} from "../support/pivot-answers.ts"

let vendor: MisbehavingVendor
beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
beforeEach(() => {
  vendor.questions.length = 0
})
afterAll(async () => await vendor.close())

const patient = createAsking(api, () => account(vendor.url))
const impatient = createAsking(api, () => account(vendor.url), { timeoutMs: 300 })
const { ask, askOne } = patient

const one: Partial<Asked> = { providerId: `${UUID}:999`, reference: "999", batchProviderId: UUID }
const batch = asked({ subject: "batch", providerId: UUID })
const payment = asked({ subject: "payment", providerId: "bca0b57a-391e-4f6f-bfef-8cd37492ee5b" })
const announced = asked({ reference: "999" })

async function askOnly(...things: readonly Asked[]): Promise<ReadResult> {
  const [result, ...others] = await ask(things)
  if (result === undefined || others.length > 0) throw new Error("that is not one read")
  return result
}

describe("whatever its server does", () => {
  test.each(FOUND_OF_MISBEHAVIOURS)(
    "$name is one finding: $kind",
    async ({ name, kind, waitMs }) => {
      vendor.answer = afterToken(() => MISBEHAVIOURS[name])
      const asking = kind === "timeout" ? impatient : patient
      for (const thing of [asked(one), batch, payment, announced]) {
        const [result] = await asking.ask([thing])
        expect(result?.findings).toEqual([
          { kind, asked: null, detail: expect.stringMatching(/\S/) as string },
        ])
        // A 401 is tried once more, with a new token.
        expect(result).toMatchObject({
          calls: name === "401" ? 4 : 2,
          events: [],
          retryAfterMs: waitMs,
        })
      }
    },
    40_000,
  )

  test.each(FOUND_OF_MISBEHAVIOURS)(
    "$name in the place of a token is one finding: $kind",
    async ({ name, kind, waitMs }) => {
      vendor.answer = () => MISBEHAVIOURS[name]
      const asking = kind === "timeout" ? impatient : patient
      const result = await asking.askOne(one)
      expect(kindsOf(result)).toEqual([kind])
      expect(result).toMatchObject({ calls: 1, events: [], answers: [], retryAfterMs: waitMs })
    },
    40_000,
  )

  test.each([
    ["resource_missing", 404, "not_known"],
    ["resource_missing", 200, "not_known"],
    ["resource_missing", 400, "not_known"],
    ["not_found", 404, "not_known"],
    ["payouts_in_process", 400, "not_ready"],
    ["payouts_in_process", 200, "not_ready"],
    ["frequency_above_limit", 429, "rate_limited"],
    ["frequency_above_limit", 200, "rate_limited"],
    ["service_unavailable", 503, "server_error"],
    ["service_unavailable", 200, "server_error"],
    ["forbidden_access", 403, "credentials_refused"],
    ["resource_not_complete", 403, "request_refused"],
    ["field_format_invalid", 400, "request_refused"],
    ["general_error", 404, "request_refused"],
    ["general_error", 200, "error_in_success"],
    ["api_validation_error", 200, "error_in_success"],
    ["00", 200, "error_in_success"],
    ["00", 500, "server_error"],
  ])("the code %s with %i is %s", async (code, status, kind) => {
    vendor.answer = afterToken(() => says(status, failure(code)))
    const result = await askOne(one)
    expect(result.findings).toEqual([
      { kind, asked: null, detail: expect.stringContaining(code) as string },
    ])
    expect(result.answers).toHaveLength(1)
  })

  test("the bank's trouble is the server's, whatever its code", async () => {
    vendor.answer = afterToken(() => says(400, failure("bank_is_closed", "PARTNER_ERROR")))
    expect(kindsOf(await askOne(one))).toEqual(["server_error"])
  })

  test("a 404 that is not in Pivot's words is no payout that is not known", async () => {
    for (const [answer, kind] of [
      [says(404, {}), "request_refused"],
      [saysText(404, "<h1>Not Found</h1>"), "answer_not_json"],
      [saysText(404, ""), "answer_empty"],
    ] as const) {
      vendor.answer = afterToken(() => answer)
      expect(kindsOf(await askOne(one))).toEqual([kind])
    }
  })

  test("an unknown call for tokens says nothing of a payout", async () => {
    vendor.answer = () => says(404, failure("resource_missing"))
    expect(kindsOf(await askOne(one))).toEqual(["request_refused"])
  })

  test.each([
    ["no token", saysToken("")],
    ["a token of two lines", saysToken("a\nb")],
    ["no data", says(200, { code: "00", message: "OK" })],
  ])("%s in a token's answer is a finding, and nothing is asked with it", async (_name, answer) => {
    vendor.answer = (question) => (isTokenCall(question) ? answer : says(200, {}))
    expect((await askOne(one)).findings).toHaveLength(1)
    expect(vendor.questions.every(isTokenCall)).toBe(true)
  })
})

describe("what is answered is not what was asked", () => {
  const other = "00000000-1b26-40c5-9ca3-e063e69635a0"

  test.each([
    ["another request", asked(one), request(payout("999"), { uuid: other })],
    ["another payout of it", asked(one), request(payout("998"))],
    ["a list of others", asked(one), request([payout("998"), payout("997")])],
    ["another request's page", batch, request([payout("999")], { uuid: other })],
    ["a payout of another reference", announced, [payout("998")]],
    ["another payment", payment, session({ id: other })],
  ])("%s is answered_another, and no event", async (_name, thing, data) => {
    vendor.answer = afterToken(() => says(200, success(data, pagination(1))))
    const result = await askOnly(thing)
    expect([kindsOf(result), result.events]).toEqual([["answered_another"], []])
  })

  test.each([
    ["a request without a uuid", batch, request([payout("999")], { uuid: undefined })],
    ["a page without payouts", batch, request(undefined)],
    ["text instead of a request", batch, "IN_PROGRESS"],
    ["one payout without a request's uuid", asked(one), request(payout("999"), { uuid: 7 })],
    ["no payout", asked(one), request(undefined)],
    ["text instead of payouts", announced, "999"],
    ["a new status", asked(one), request(payout("999", { status: "ON_HOLD" }))],
    ["no status", announced, [payout("999", { status: undefined })]],
    ["an amount that cannot be", asked(one), request(payout("999", { amount: money("-1") }))],
    ["parts of a rupiah", announced, [payout("999", { amount: money("1.5") })]],
    ["a payment of a new status", payment, session({ status: "ON_HOLD" })],
    ["a payment without a status", payment, session({ status: undefined })],
    ["a payment without an id", payment, session({ id: undefined })],
    ["charges that are none", payment, session({ chargeDetails: ["paid"] })],
  ])("%s is answer_misread, and no event", async (_name, thing, data) => {
    vendor.answer = afterToken(() => says(200, success(data, pagination(1))))
    const result = await askOnly(thing)
    expect([kindsOf(result), result.events]).toEqual([["answer_misread"], []])
  })

  test("nothing in the place of data is an empty answer", async () => {
    vendor.answer = afterToken(() => says(200, { code: "00", message: "Success", data: null }))
    expect(kindsOf(await askOne(one))).toEqual(["answer_empty"])
  })

  test("a reference that nobody has is not known; one of several payouts is ambiguous", async () => {
    vendor.answer = afterToken(() => says(200, success([])))
    expect(kindsOf(await askOnly(announced))).toEqual(["not_known"])
    const two = [payout("999"), payout("999", { status: "FAILED" })]
    for (const payouts of [two, [payout("999"), payout("999")]]) {
      vendor.answer = afterToken(() => says(200, success(payouts)))
      const result = await askOnly(announced)
      expect([kindsOf(result), result.events]).toEqual([["reference_ambiguous"], []])
    }
  })

  test("another amount is the ledger's to judge", async () => {
    vendor.answer = afterToken(() =>
      says(200, success(request(payout("999", { amount: money("1") })))),
    )
    const result = await askOne(one)
    expect([result.findings, result.events]).toMatchObject([
      [],
      [{ amount: { amount: 10_000n, currency: "IDR" } }],
    ])
  })
})

const money = (value: string) => ({ currency: "IDR", value })

describe("a credential", () => {
  test("that its server sends back is in no result", async () => {
    vendor.answer = afterToken(({ headers }) =>
      saysText(400, JSON.stringify(failure("field_format_invalid")), {
        "x-echo": String(headers.authorization),
        "x-merchant-secret": MERCHANT.merchant_secret,
      }),
    )
    const shown = JSON.stringify(await askOne(one))
    expect(shown).not.toContain("token-of-the-source")
    expect(shown).not.toContain(MERCHANT.merchant_secret)
  })

  test("goes to the call for tokens alone", async () => {
    vendor.answer = afterToken(() => says(200, success(request(payout("999")))))
    await askOne(one)
    const [token, read] = vendor.questions
    expect(token).toMatchObject({
      method: "POST",
      body: '{"grantType":"client_credentials"}',
      headers: {
        "x-merchant-id": MERCHANT.merchant_id,
        "x-merchant-secret": MERCHANT.merchant_secret,
      },
    })
    expect(read?.headers).toMatchObject({ authorization: "Bearer token-of-the-source" })
    expect(Object.keys(read?.headers ?? {})).not.toContain("x-merchant-secret")
  })

  test.each([{}, { merchant_id: "m" }, { merchant_id: "", merchant_secret: "s" }])(
    "that is missing (%j) is found before any call",
    async (credentials) => {
      const result = await askOne(one, { credentials: credentials as Record<string, string> })
      expect([kindsOf(result), result.calls]).toEqual([["credentials_missing"], 0])
      expect(vendor.questions).toEqual([])
    },
  )
})

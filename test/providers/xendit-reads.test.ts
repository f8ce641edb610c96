import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { api } from "../../src/providers/xendit/api.ts"
import { asked, createAsking, kindsOf, payoutOf } from "../support/asking.ts"
import {
  MISBEHAVIOURS,
  says,
  startMisbehavingVendor,
  type MisbehavingVendor,
  type VendorQuestion,
} from "../support/misbehaving-vendor.ts"
import { API_KEY, NOT_FOUND, V2, V3 } from "../support/xendit-answers.ts"

let vendor: MisbehavingVendor
beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
beforeEach(() => {
  vendor.questions.length = 0
})
afterAll(async () => await vendor.close())

const { askOne, client } = createAsking(api, () => ({
  baseUrl: vendor.url,
  credentials: { api_key: API_KEY },
}))
const answers = (body: unknown) => {
  vendor.answer = () => says(200, body)
}
const pathsAsked = () => vendor.questions.map(({ path }: VendorQuestion) => path)

describe("a payout of v2", () => {
  test("is asked for once, with the key as user, and read in main units", async () => {
    answers(V2)
    const result = await askOne({ providerId: V2.id })
    expect(result).toMatchObject({ calls: 1, findings: [], retryAfterMs: null })
    expect(payoutOf(result)).toEqual({
      subject: "payout",
      key: "payout:disb-2204918837465:REQUESTED",
      wireEvent: "payout.requested",
      providerId: "disb-2204918837465",
      live: false,
      account: "62c4d1e09a3b7f0012ab34cd",
      occurredAt: "2026-02-03T04:03:41.702Z",
      order: "2026-02-03T04:03:41.702Z",
      aliases: [],
      batchProviderId: null,
      reference: "raffle-0118",
      status: "processing",
      reason: null,
      failure: null,
      amount: { amount: 750_005_000n, currency: "PHP" },
      details: {
        channelCode: "PH_GCASH",
        description: "Prize of the raffle",
        destination: { accountNumber: "09179876543", accountHolderName: "Jose Dela Cruz" },
        createdAt: "2026-02-03T04:03:41.120Z",
        estimatedArrivalAt: "2026-02-03T04:18:41.118Z",
      },
    })
    const [question, ...others] = vendor.questions
    expect(others).toEqual([])
    expect(question).toMatchObject({ method: "GET", path: "/v2/payouts/disb-2204918837465" })
    expect(question?.headers.authorization).toBe(`Basic ${btoa(`${API_KEY}:`)}`)
    expect(result.answers.map(({ body }) => JSON.parse(body.toString()))).toEqual([V2])
  })

  test.each([
    ["ACCEPTED", "pending", null, "payout.accepted"],
    [
      "PENDING_COMPLIANCE_ASSESSMENT",
      "pending",
      "compliance_review",
      "payout.pending_compliance_assessment",
    ],
    ["COMPLIANCE_REJECTED", "failed", null, "payout.compliance_rejected"],
    ["READY", "processing", "ready_for_pickup", "payout.ready"],
    ["LOCKED", "processing", "ready_for_pickup", "payout.locked"],
    ["SUCCEEDED", "paid", null, "payout.succeeded"],
    ["FAILED", "failed", null, "payout.failed"],
    ["REVERSED", "reversed", null, "payout.reversed"],
    ["CANCELLED", "cancelled", null, "payout.cancelled"],
    ["EXPIRED", "cancelled", "expired", "payout.expired"],
  ])("that is %s is %s (%s), as %s", async (status, ours, reason, wireEvent) => {
    answers({ ...V2, status })
    const event = payoutOf(await askOne({ providerId: V2.id }))
    expect(event).toMatchObject({
      status: ours,
      reason,
      wireEvent,
      key: `payout:${V2.id}:${status}`,
    })
  })

  test("tells why it failed, also when the fields of a webhook come flat", async () => {
    const { channel_properties: flat, ...rest } = V2
    const failed = { status: "FAILED", failure_code: "TEMPORARY_TRANSFER_ERROR" }
    answers({ ...rest, ...flat, ...failed })
    const event = payoutOf(await askOne({ providerId: V2.id }))
    expect(event.failure).toMatchObject({ providerCode: "TEMPORARY_TRANSFER_ERROR" })
    expect(event.details.destination?.accountNumber).toBe("09179876543")
  })

  test("keeps the mode of its key, where the prefix tells one", async () => {
    answers(V2)
    for (const [key, live] of [
      ["xnd_production_x", true],
      ["xnd_development_x", false],
      ["something else", null],
    ] as const) {
      const result = await askOne({ providerId: V2.id }, { credentials: { api_key: key } })
      expect(payoutOf(result).live).toBe(live)
    }
  })

  test("of an id with a slash is asked for by that id, not by another path", async () => {
    answers({ ...V2, id: "a/../b?c" })
    const result = await askOne({ providerId: "a/../b?c", wireEvent: "payout.failed" })
    expect(result.answers[0]?.path).toBe("/v2/payouts/a%2F..%2Fb%3Fc")
    expect(result.events).toHaveLength(1)
  })
})

describe("a payout of v3", () => {
  test("is asked for with the version that v3 wants, and read in minor units", async () => {
    answers(V3)
    const event = payoutOf(await askOne({ providerId: V3.payout_id }))
    expect(event).toMatchObject({
      key: `payout:${V3.payout_id}:SUCCEEDED`,
      wireEvent: "v3_payout.succeeded",
      status: "paid",
      amount: { amount: 5_000_000n, currency: "PHP" },
      order: "2026-06-11T08:01:30.000Z",
    })
    expect(vendor.questions[0]).toMatchObject({
      path: `/v3/payouts/${V3.payout_id}`,
      headers: { "api-version": "2025-09-01" },
    })
  })

  test.each(["PENDING_COMPLIANCE_ASSESSMENT", "PENDING_COMPLIANCE_REVIEW"])(
    "that is %s has the name of its webhook",
    async (status) => {
      answers({ ...V3, status })
      const event = payoutOf(await askOne({ providerId: V3.payout_id }))
      expect(event).toMatchObject({
        wireEvent: "v3_payout.pending_compliance",
        status: "pending",
        reason: "compliance_review",
      })
    },
  )

  test("answered in the words of v2 is not understood: its units would be a guess", async () => {
    answers(V2)
    expect(kindsOf(await askOne({ providerId: V2.id, wireEvent: "v3_payout.failed" }))).toEqual([
      "answer_misread",
    ])
    answers(V3)
    expect(kindsOf(await askOne({ providerId: V3.payout_id, wireEvent: "payout.failed" }))).toEqual(
      ["answer_misread"],
    )
  })
})

describe("a payout of which nobody knows by which API it was made", () => {
  const unknown = asked({ providerId: "old-1" })
  const v3 = { ...V3, payout_id: "old-1" }

  test("is asked for at v2, and where v2 does not know it once at v3, which is remembered", async () => {
    vendor.answer = ({ path }) => (path.startsWith("/v2/") ? NOT_FOUND : says(200, v3))
    const [plan] = api.plan([unknown])
    const asker = client()
    const first = await asker.read(plan!)
    expect(first.calls).toBe(2)
    expect(payoutOf(first).amount).toEqual({ amount: 5_000_000n, currency: "PHP" })
    // What v2 does not know is no evidence of what v3 says.
    expect(first.answers.map(({ path }) => path)).toEqual(["/v3/payouts/old-1"])
    const second = await asker.read(plan!)
    expect(second.calls).toBe(1)
    expect(pathsAsked()).toEqual(["/v2/payouts/old-1", "/v3/payouts/old-1", "/v3/payouts/old-1"])
  })

  test("of v2 never goes to v3, nor later", async () => {
    answers({ ...V2, id: "old-1" })
    const [plan] = api.plan([unknown])
    const asker = client()
    expect((await asker.read(plan!)).calls).toBe(1)
    vendor.answer = () => NOT_FOUND
    expect((await asker.read(plan!)).calls).toBe(1)
    expect(pathsAsked()).toEqual(["/v2/payouts/old-1", "/v2/payouts/old-1"])
  })

  test("waits as long as the more patient of the two calls wants", async () => {
    const notFound = { error_code: "DATA_NOT_FOUND" }
    vendor.answer = ({ path }) =>
      says(404, notFound, { "retry-after": path.startsWith("/v2/") ? "9" : "5" })
    expect((await askOne(unknown)).retryAfterMs).toBe(9_000)
  })

  test("that neither knows may only be too new: it is asked for at both again", async () => {
    vendor.answer = () => NOT_FOUND
    const [plan] = api.plan([unknown])
    const asker = client()
    for (const calls of [2, 2]) {
      const result = await asker.read(plan!)
      expect([result.calls, result.answers.length, kindsOf(result)]).toEqual([
        calls,
        2,
        ["not_known"],
      ])
    }
  })

  test.each([
    ["403", MISBEHAVIOURS["403"], "not_known"],
    ["404 of a path", says(404, { error_code: "NOT_FOUND" }), "not_known"],
    ["400", says(400, { error_code: "API_VALIDATION_ERROR" }), "not_known"],
    ["500", MISBEHAVIOURS["500"], "server_error"],
    ["429", MISBEHAVIOURS["429 with Retry-After"], "rate_limited"],
    ["HTML", MISBEHAVIOURS["HTML with 200"], "answer_not_json"],
  ] as const)("where v2 does not know it and v3 answers %s", async (_, behaviour, kind) => {
    vendor.answer = ({ path }) => (path.startsWith("/v2/") ? NOT_FOUND : behaviour)
    expect(kindsOf(await askOne(unknown))).toEqual([kind])
  })
})

describe("an announced payout, of which only the reference is known", () => {
  const announced = asked({ reference: "raffle 0118/ä&limit=1" })
  const listed = (id: string) => ({ ...V2, id, reference_id: announced.reference })

  test.each([
    ["a bare array, as documented", [listed("disb-1")]],
    ["wrapped, as observed", { has_more: false, data: [listed("disb-1")] }],
  ])("is found in %s", async (_, body) => {
    answers(body)
    const result = await askOne(announced)
    expect(payoutOf(result)).toMatchObject({
      providerId: "disb-1",
      reference: announced.reference,
      wireEvent: "payout.requested",
    })
    const [question] = vendor.questions
    expect(question?.path).toBe("/v2/payouts")
    expect(Object.fromEntries(question!.query)).toEqual({
      reference_id: announced.reference,
      limit: "10",
    })
  })

  test.each([
    ["two", { has_more: false, data: [listed("disb-1"), listed("disb-2")] }],
    ["two, bare", [listed("disb-1"), listed("disb-2")]],
    ["one and more to come", { has_more: true, data: [listed("disb-1")] }],
  ])("of which there are %s is none of them", async (_, body) => {
    answers(body)
    const result = await askOne(announced)
    expect(result.events).toEqual([])
    expect(result.findings).toEqual([
      { kind: "reference_ambiguous", asked: null, detail: expect.stringContaining("disb-1") },
    ])
  })

  test("that is told twice with one id is one", async () => {
    answers([listed("disb-1"), listed("disb-1")])
    expect(payoutOf(await askOne(announced)).providerId).toBe("disb-1")
  })

  test.each([
    ["nothing", [], "not_known"],
    ["nothing, wrapped", { has_more: false, data: [] }, "not_known"],
    ["one of another reference", [{ ...V2, reference_id: "raffle" }], "answered_another"],
    ["its own and one of another", [listed("disb-1"), V2], "answered_another"],
    ["one without a reference", [{ id: "disb-1" }], "answered_another"],
    ["no list", { data: "none" }, "answer_misread"],
    ["an object in place of a list", V2, "answer_misread"],
    ["a list of texts", ["disb-1"], "answer_misread"],
    ["one without an amount", [{ ...listed("disb-1"), amount: null }], "answer_misread"],
    ["an error", { error_code: "SERVER_ERROR", message: "" }, "error_in_success"],
  ] as const)("answered with %s is not found", async (_, body, kind) => {
    answers(body)
    const result = await askOne(announced)
    expect([result.events, kindsOf(result)]).toEqual([[], [kind]])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { PaidoutEvent } from "../../src/payout/event.ts"
import type { Asked } from "../../src/providers/api.ts"
import { api } from "../../src/providers/pivot/api.ts"
import { pivot } from "../../src/providers/pivot/index.ts"
import { asked, createAsking, payoutOf } from "../support/asking.ts"
import {
  says,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import {
  account,
  ACCOUNT,
  afterToken,
  CHARGE,
  pagination,
  payout,
  request,
  session,
  success,
  totals,
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

const { ask } = createAsking(api, () => account(vendor.url))

/** The only read, of an answer with this data. */
async function read(thing: Asked, data: unknown) {
  vendor.answer = afterToken(() => says(200, success(data, pagination(1))))
  const [result, ...others] = await ask([thing])
  if (result === undefined || others.length > 0) throw new Error("that is not one read")
  expect(result.findings).toEqual([])
  return result
}

const lastQuestion = () => {
  const { method, path, query } = vendor.questions.at(-1) ?? {}
  return `${method} ${path}?${query?.toString()}`
}

const reference = "salary/May #1:é"
const one = asked({ providerId: `${UUID}:${reference}`, reference, batchProviderId: UUID })
const batch = asked({ subject: "batch", providerId: UUID })
const announced = asked({ reference })

const PAID = {
  subject: "payout",
  key: `payout:${UUID}:${reference}:SUCCESS`,
  wireEvent: "PAYOUT.SUCCESS",
  providerId: `${UUID}:${reference}`,
  live: null,
  account: ACCOUNT,
  occurredAt: "2024-05-13T08:21:46.000Z",
  order: null,
  aliases: [],
  batchProviderId: UUID,
  reference,
  status: "paid",
  reason: null,
  failure: null,
  amount: { amount: 1_000_000_000n, currency: "IDR" },
  details: {
    channelCode: "BRI",
    description: "test Reforza Pivot",
    destination: { accountNumber: "888801000157508", accountHolderName: "Reforza Pivot" },
    createdAt: "2024-05-13T08:21:45.000Z",
  },
}

describe("a payout", () => {
  test("is read of its request and its reference, with all that its callback lacks", async () => {
    const result = await read(one, request(payout(reference)))
    expect(payoutOf(result)).toEqual(PAID)
    expect(result).toMatchObject({ calls: 2, answers: { length: 1 }, retryAfterMs: null })
    expect(lastQuestion()).toBe(`GET /v1/payouts/${UUID}?referenceId=salary%2FMay+%231%3A%C3%A9`)
  })

  test("is read the same where the call answers with a list of it", async () => {
    expect(payoutOf(await read(one, request([payout(reference)])))).toEqual(PAID)
  })

  test("that only a reference is known of is read without an id of the provider", async () => {
    const result = await read(announced, [payout(reference)])
    expect(payoutOf(result)).toEqual({
      ...PAID,
      key: `payout::${reference}:SUCCESS`,
      providerId: "",
      batchProviderId: null,
      account: null,
    })
    expect(lastQuestion()).toBe("GET /v1/payouts/salary%2FMay%20%231%3A%C3%A9?type=single")
    expect(result.answers.map(({ path }) => path)).toEqual([
      "/v1/payouts/salary%2FMay%20%231%3A%C3%A9?type=single",
    ])
  })

  test("that failed names the failure, in our word and in Pivot's", async () => {
    const said = { status: "FAILED", reason: "Inactive account" }
    expect(payoutOf(await read(one, request(payout(reference, said))))).toEqual({
      ...PAID,
      key: `payout:${UUID}:${reference}:FAILED`,
      wireEvent: "PAYOUT.FAILED",
      status: "failed",
      failure: {
        code: "destination_inactive",
        providerCode: null,
        providerReason: "Inactive account",
      },
      details: PAID.details,
    })
  })

  test("has the key of its callback, so that one fact is one fact", async () => {
    for (const [status, event] of [
      ["SUCCESS", "PAYOUT.SUCCESS"],
      ["FAILED", "PAYOUT.FAILED"],
      ["DELAYED", "PAYOUT.DELAYED"],
    ]) {
      const told = payoutOf(await read(one, request(payout(reference, { status }))))
      const data = { uuid: UUID, merchantId: ACCOUNT, payouts: payout(reference, { status }) }
      const decoded = pivot.decode({
        headers: {},
        body: Buffer.from(JSON.stringify({ event, data })),
      })
      expect(decoded).toMatchObject({ events: [told] })
    }
  })
})

describe("a request", () => {
  test("is read with its payouts, and is told first", async () => {
    const failed = { status: "FAILED", reason: "Invalid account" }
    const payouts = [payout("a"), payout("b", failed)]
    vendor.answer = afterToken(() => says(200, success(request(payouts), pagination(2))))
    const [result] = await ask([batch])
    expect(result).toMatchObject({ calls: 2, findings: [] })
    const none = { count: 0, amount: 0n }
    const counted = { count: 1, amount: 1_000_000_000n }
    expect(result?.events[0]).toEqual({
      subject: "batch",
      key: `batch:${UUID}:PAYOUT.DONE:0:0:1:100000:1:100000:0:0`,
      wireEvent: "PAYOUT.DONE",
      providerId: UUID,
      live: null,
      account: ACCOUNT,
      occurredAt: "2024-05-13T08:21:46.000Z",
      order: null,
      status: "done",
      reason: null,
      counters: {
        currency: "IDR",
        pending: none,
        success: counted,
        failed: counted,
        cancelled: none,
      },
    })
    expect(result?.events.slice(1)).toMatchObject([
      { providerId: `${UUID}:a`, status: "paid" },
      { providerId: `${UUID}:b`, status: "failed", failure: { code: "destination_invalid" } },
    ])
    expect(lastQuestion()).toBe(`GET /v1/payouts/${UUID}?page=1&perPage=100`)
  })

  test("that is an older page's has no cancelled totals", async () => {
    const { totalCancelledCount: _c, totalCancelledAmount: _a, ...older } = totals(["SUCCESS"])
    const result = await read(batch, request([payout("a")], { payoutResults: older }))
    expect(result.events[0]).toMatchObject({ counters: { cancelled: { count: 0 } } })
  })

  test("in which one payout has its end is no longer waiting", async () => {
    const begun = [payout("a"), payout("b", { status: "APPROVED" })]
    vendor.answer = afterToken(() =>
      says(200, success(request(begun, { status: "IN_PROGRESS" }), pagination(2))),
    )
    const [result] = await ask([batch])
    expect(result?.events.map(({ status }) => status)).toEqual(["processing", "paid", "pending"])
  })
})

/** The request's word, the payout's word and reason → the batch's status, then the payout's. */
const STANDINGS: readonly (readonly [string, string, string, string, string])[] = [
  ["IN_PROGRESS", "APPROVED", "", "pending", "pending"],
  ["IN PROGRESS", "APPROVED", "", "pending", "pending"],
  ["IN_PROGRESS", "PENDING", "", "pending", "processing"],
  ["PENDING", "APPROVED", "", "pending insufficient_balance", "pending insufficient_balance"],
  ["PENDING", "PENDING", "", "pending insufficient_balance", "pending insufficient_balance"],
  ["DONE", "PENDING", "", "done", "processing"],
  ["DONE", "PROCESSING", "", "done", "processing"],
  ["DONE", "APPROVED", "", "done", "processing"],
  ["DONE", "SUCCESS", "", "done", "paid"],
  ["DONE", "FAILED", "Dormant account", "done", "failed"],
  ["DONE", "CANCELLED", "", "done", "cancelled"],
  ["DONE", "CANCELED", "", "done", "cancelled"],
  ["PENDING", "REJECTED", "", "pending insufficient_balance", "cancelled declined"],
  ["DELAYED", "DELAYED", "", "processing delayed", "processing delayed"],
  ["DELAYED", "PENDING", "", "processing delayed", "processing delayed"],
  ["DELAYED", "APPROVED", "", "processing delayed", "pending"],
  ["PROCESSING", "APPROVED", "", "processing", "processing"],
  ["CANCELLED", "APPROVED", "", "cancelled", "cancelled"],
  ["CANCELED", "PENDING", "", "cancelled", "cancelled"],
  ["REJECTED", "APPROVED", "", "cancelled declined", "cancelled declined"],
]

describe("where it stands", () => {
  const place = (event: PaidoutEvent) =>
    event.subject !== "payment" && event.reason ? `${event.status} ${event.reason}` : event.status

  const standingData = ([word, status, reason, ofBatch]: (typeof STANDINGS)[number]) => {
    const item = payout(reference, { status, reason })
    const counted = ofBatch.startsWith("cancelled") ? "CANCELLED" : status
    return request([item], { status: word, payoutResults: totals([counted]) })
  }

  test.each(STANDINGS)("request %s, payout %s %s: %s, %s", async (...row) => {
    const { events } = await read(batch, standingData(row))
    expect(events.map(place)).toEqual(row.slice(3))
  })

  test.each([
    ["APPROVED", "", "pending"],
    ["APPROVED", "Insufficient Balance", "pending insufficient_balance"],
    ["IN_PROGRESS", "", "pending"],
    ["PENDING", "", "processing"],
    ["DELAYED", "", "processing delayed"],
    ["REJECTED", "", "cancelled declined"],
  ])("payout %s %s, of a request of which nothing is told: %s", async (status, reason, said) => {
    const item = payout(reference, { status, reason })
    expect(place(payoutOf(await read(one, request(item))))).toBe(said)
    expect(place(payoutOf(await read(announced, [item])))).toBe(said)
  })

  test("a payout of a request that is cancelled to the last is cancelled", async () => {
    const item = payout(reference, { status: "APPROVED" })
    const payoutResults = totals(["CANCELLED"])
    const whole = await read(batch, request([item], { status: "DONE", payoutResults }))
    expect(whole.events.map(({ status }) => status)).toEqual(["done", "cancelled"])
    expect(payoutOf(await read(one, request(item, { payoutResults }))).status).toBe("cancelled")
  })

  test("a payout of a cancelled request that counts it as pending is not cancelled", async () => {
    for (const status of ["CANCELLED", "REJECTED"]) {
      const item = payout(reference, { status: "APPROVED" })
      const { events } = await read(batch, request([item], { status }))
      expect(events.map((event) => event.status)).toEqual(["cancelled", "pending"])
    }
  })

  test("two standings never have one key, and one standing has one", async () => {
    const places = new Map<string, Set<string>>()
    for (const row of STANDINGS) {
      const { events } = await read(batch, standingData(row))
      for (const event of events) {
        const known = places.get(event.key) ?? new Set()
        places.set(event.key, known.add(place(event)))
      }
    }
    expect([...places].filter(([, standings]) => standings.size > 1)).toEqual([])
    const ofPayout = [...places].filter(([key]) => key.startsWith("payout:"))
    expect(ofPayout).toHaveLength(new Set(STANDINGS.map(([, , , , said]) => said)).size)
  })
})

describe("a payment", () => {
  const id = "bca0b57a-391e-4f6f-bfef-8cd37492ee5b"
  const payment = asked({ subject: "payment", providerId: id })

  test("is read as its callback would tell it", async () => {
    const { events } = await read(payment, session())
    const decoded = pivot.decode({
      headers: {},
      body: Buffer.from(JSON.stringify({ event: "PAYMENT.PAID", data: session() })),
    })
    expect(decoded).toEqual({ outcome: "events", events })
    expect(lastQuestion()).toBe(`GET /v2/payments/${id}?`)
  })

  test.each([
    ["REQUIRE_ACTION", "processing", "PAYMENT.PROCESSING"],
    ["ACTIVE", "processing", "PAYMENT.PROCESSING"],
    ["PAID", "paid", "PAYMENT.PAID"],
    ["CANCELLED", "cancelled", "PAYMENT.CANCELLED"],
    ["EXPIRED", "cancelled", "PAYMENT.CANCELLED"],
  ])("%s is %s, %s", async (status, ours, wireEvent) => {
    const { events } = await read(payment, session({ status }))
    expect(events).toMatchObject([{ status: ours, wireEvent, providerId: id }])
  })

  test("of several charges tells each that was paid, as its callback would, then the session", async () => {
    const { events } = await read(payment, session({ paymentType: "MULTIPLE", status: "ACTIVE" }))
    expect(events).toMatchObject([
      { wireEvent: "CHARGE.SUCCESS", paidCharge: CHARGE.id, status: "processing" },
      { wireEvent: "PAYMENT.PROCESSING", paidCharge: null, charges: [{ status: "SUCCESS" }] },
    ])
  })

  test("of several charges has none of them paid: only the session is told", async () => {
    const chargeDetails = [{ ...CHARGE, status: "PROCESSING", paidAt: null }]
    const { events } = await read(payment, session({ paymentType: "MULTIPLE", chargeDetails }))
    expect(events).toMatchObject([{ paidCharge: null }])
  })
})

test("what has no call is said to have none, and no call is made", async () => {
  vendor.questions.length = 0
  const [result] = await ask([asked({ providerId: "disb-1" })])
  expect(result).toMatchObject({ calls: 0, events: [], findings: [{ kind: "cannot_be_asked" }] })
  expect(vendor.questions).toEqual([])
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { Asked, ReadResult } from "../../src/providers/api.ts"
import { api } from "../../src/providers/pivot/api.ts"
import { asked, createAsking, kindsOf } from "../support/asking.ts"
import {
  MISBEHAVIOURS,
  says,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import {
  account,
  afterToken,
  pagination,
  payout,
  request,
  saysRequest,
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

const { ask } = createAsking(api, () => account(vendor.url))

const batch = asked({ subject: "batch", providerId: UUID })
const payoutNamed = (reference: string) =>
  asked({ providerId: `${UUID}:${reference}`, reference, batchProviderId: UUID })

async function askOnly(...things: readonly Asked[]): Promise<ReadResult> {
  const [result, ...others] = await ask(things)
  if (result === undefined || others.length > 0) throw new Error("that is not one read")
  return result
}

const referencesOf = (result: ReadResult) =>
  result.events.flatMap((event) => (event.subject === "payout" ? [event.reference] : []))

const money = (value: string) => ({ currency: "IDR", value })

describe("a request of many pages", () => {
  const many = Array.from({ length: 250 }, (_, index) => payout(`p${index}`))

  test("is read to its end, each page once", async () => {
    vendor.answer = afterToken(saysRequest(many))
    const result = await askOnly(batch)
    expect(result.findings).toEqual([])
    expect(result).toMatchObject({ calls: 4, events: { length: 251 }, answers: { length: 3 } })
    const pages = vendor.questions.flatMap(({ query }) => query.get("page") ?? [])
    expect(pages).toEqual(["1", "2", "3"])
  })

  test("is read no further than what was asked for", async () => {
    vendor.answer = afterToken(saysRequest(many))
    const some = ["p0", "p1", "p50", "p199"].map(payoutNamed)
    const result = await askOnly(...some)
    expect([result.calls, result.findings, referencesOf(result).length]).toEqual([3, [], 200])
  })

  test("of a thousand payouts is read whole, a larger one is not believed", async () => {
    const thousand = Array.from({ length: 1_000 }, (_, index) => payout(`p${index}`))
    vendor.answer = afterToken(saysRequest(thousand))
    expect(await askOnly(batch)).toMatchObject({
      calls: 11,
      findings: [],
      events: { length: 1001 },
    })
    vendor.answer = afterToken(
      saysRequest(many, { spoil: () => ({ pagination: { totalItems: 1_000_000 } }) }),
    )
    expect(await askOnly(batch)).toMatchObject({ calls: 2, findings: [{ kind: "answer_misread" }] })
  })

  test.each([
    ["a wrong page's number", { page: 1 }, 101 + 100],
    ["another total", { totalItems: 260 }, 101 + 100],
    ["fewer than were there already", { totalItems: 100 }, 101 + 100],
    ["to be the last", { totalPages: 2 }, 101 + 100],
    ["no total", { totalItems: undefined }, 101 + 100],
  ])(
    "whose second page says %s is misread, and its payouts are events",
    async (_n, spoilt, count) => {
      vendor.answer = afterToken(
        saysRequest(many, { spoil: (page) => (page === 2 ? { pagination: spoilt } : {}) }),
      )
      const result = await askOnly(batch)
      expect(result.findings).toEqual([
        { kind: "answer_misread", asked: 0, detail: expect.stringContaining("Page 2") as string },
      ])
      expect(result).toMatchObject({ calls: 3, events: { length: count } })
    },
  )

  test("that answers every page with the first is read twice", async () => {
    const first = saysRequest(many)
    vendor.answer = afterToken((question) => {
      question.query.set("page", "1")
      return first(question)
    })
    expect(await askOnly(batch)).toMatchObject({ calls: 3, findings: [{ asked: 0 }] })
    vendor.answer = afterToken((question) => {
      const page = question.query.get("page")
      question.query.set("page", "1")
      return saysRequest(many, { spoil: () => ({ pagination: { page: Number(page) } }) })(question)
    })
    const result = await askOnly(batch)
    expect(result).toMatchObject({
      calls: 3,
      findings: [{ detail: expect.stringContaining("repeats") as string }],
    })
    expect(referencesOf(result)).toHaveLength(100)
  })

  test("that never ends does end", async () => {
    vendor.answer = afterToken(({ query }) => {
      const page = Number(query.get("page"))
      const items = [payout(`endless-${page}`)]
      const body = request(items)
      return says(200, success(body, pagination(1_000, { page, perPage: 1, totalPages: 1_000 })))
    })
    const result = await askOnly(batch)
    expect(result.calls).toBeLessThanOrEqual(61)
    expect(kindsOf(result)).toEqual(["answer_misread"])
  })

  test("that ends in an empty page before its total is misread", async () => {
    vendor.answer = afterToken(
      saysRequest(many.slice(0, 100), {
        spoil: () => ({ pagination: { totalItems: 150, totalPages: 2 } }),
      }),
    )
    const result = await askOnly(batch)
    expect(result).toMatchObject({ calls: 3, findings: [{ kind: "answer_misread", asked: 0 }] })
    expect(referencesOf(result)).toHaveLength(100)
  })

  test.each([
    ["more payouts than it says there are", [payout("a"), payout("b")], 1],
    ["no payout, and says there are some", [], 5],
  ])("that has %s is not asked for more", async (_name, payouts, totalItems) => {
    const numbers = pagination(totalItems, { totalPages: undefined })
    vendor.answer = afterToken(() => says(200, success(request(payouts), numbers)))
    const result = await askOnly(batch)
    expect(result).toMatchObject({ calls: 2, findings: [{ kind: "answer_misread", asked: 0 }] })
    expect(referencesOf(result)).toHaveLength(payouts.length)
  })

  test("is misread as a whole where all that was asked for came all the same", async () => {
    const some = ["a", "b", "c", "d"]
    const payouts = some.map((reference) => payout(reference))
    vendor.answer = afterToken(saysRequest(payouts, { spoil: () => ({ pagination: { page: 7 } }) }))
    const result = await askOnly(...some.map(payoutNamed))
    expect(result.findings).toMatchObject([{ kind: "answer_misread", asked: null }])
    expect(referencesOf(result)).toEqual(some)
  })

  test("keeps what it said before its server failed, and says what it lacks", async () => {
    const pages = saysRequest(many)
    vendor.answer = afterToken((question) =>
      question.query.get("page") === "3" ? MISBEHAVIOURS["503 with Retry-After"] : pages(question),
    )
    const things = [batch, ...["p0", "p150", "p240"].map(payoutNamed)]
    const result = await askOnly(...things)
    expect(result.findings.map(({ kind, asked: of }) => [kind, of])).toEqual([
      ["server_error", 0],
      ["server_error", 3],
    ])
    expect(referencesOf(result)).toHaveLength(200)
    expect(result.retryAfterMs).toBe(90_000)
  })

  test("without page numbers is whole when it is short", async () => {
    vendor.answer = afterToken(() => says(200, success(request([payout("999")]))))
    expect(await askOnly(batch)).toMatchObject({ findings: [], events: { length: 2 } })
    vendor.answer = afterToken(() => says(200, success(request(many.slice(0, 100)))))
    expect(await askOnly(batch)).toMatchObject({
      findings: [{ asked: 0 }],
      events: { length: 101 },
    })
  })
})

describe("the payouts of a request", () => {
  const answers = (payouts: readonly object[], changes: object = {}) => {
    vendor.answer = afterToken(saysRequest(payouts, { request: changes }))
  }

  test("that it does not hold are not known, the others are events", async () => {
    answers(["a", "b", "c"].map((reference) => payout(reference)))
    const result = await askOnly(...["a", "b", "c", "d"].map(payoutNamed))
    expect(result.findings).toMatchObject([{ kind: "not_known", asked: 3 }])
    expect(referencesOf(result)).toEqual(["a", "b", "c"])
  })

  test("that cannot be read are named, the others are events", async () => {
    answers([payout("a", { status: "ON_HOLD" }), payout("b"), payout("c", { amount: money("x") })])
    const result = await askOnly(batch, payoutNamed("a"))
    expect(result.findings.map(({ kind, asked: of }) => [kind, of])).toEqual([
      ["answer_misread", 0],
      ["answer_misread", 1],
    ])
    expect(result.findings.map(({ detail }) => detail).join(" ")).toMatch(/payout c.*ON_HOLD/)
    expect(referencesOf(result)).toEqual(["b"])
  })

  test("that come twice and say the same come once", async () => {
    vendor.answer = afterToken(() =>
      says(
        200,
        success(request([payout("a"), payout("a")], { payoutResults: undefined }), pagination(2)),
      ),
    )
    const result = await askOnly(batch)
    expect([referencesOf(result), result.findings]).toEqual([["a"], []])
  })

  test("that come twice and say two things say nothing", async () => {
    answers([
      payout("a"),
      payout("b"),
      payout("a", { status: "FAILED", reason: "Invalid account" }),
    ])
    const result = await askOnly(batch, payoutNamed("a"))
    expect(referencesOf(result)).toEqual(["b"])
    expect(result.findings).toMatchObject([{ kind: "answer_misread", asked: 1 }])
  })

  test.each([
    ["a count", { totalSuccessCount: 3 }],
    ["an amount", { totalSuccessAmount: 1 }],
    ["another counter", { totalSuccessCount: 1, totalFailedCount: 1 }],
  ])("that contradict %s of the totals are events, and it is misread", async (_name, changes) => {
    const right = { totalPendingCount: 0, totalPendingAmount: 0, totalFailedCount: 0 }
    const two = { totalFailedAmount: 0, totalSuccessCount: 2, totalSuccessAmount: 200_000 }
    answers([payout("a"), payout("b")], { payoutResults: { ...right, ...two, ...changes } })
    const result = await askOnly(batch)
    expect(result.findings).toMatchObject([{ kind: "answer_misread", asked: 0 }])
    expect(result.findings[0]?.detail).toContain("totals")
    expect(referencesOf(result)).toEqual(["a", "b"])
  })

  test("may move while the pages are read", async () => {
    const before = Array.from({ length: 120 }, (_, index) =>
      payout(`p${index}`, { status: "PENDING" }),
    )
    const after = before.map((item) => ({ ...item, status: "SUCCESS" }))
    vendor.answer = afterToken((question) =>
      saysRequest(question.query.get("page") === "1" ? before : after)(question),
    )
    const result = await askOnly(batch)
    expect(result.findings).toEqual([])
    expect(result.events[0]).toMatchObject({ counters: { success: { count: 120 } } })
  })

  test("are events without a request that can be read", async () => {
    for (const spoilt of [{ status: "ON_HOLD" }, { status: undefined }]) {
      answers([payout("a")], spoilt)
      const result = await askOnly(batch)
      expect(result.findings).toMatchObject([{ kind: "answer_misread", asked: 0 }])
      expect(result.events.map(({ subject }) => subject)).toEqual(["payout"])
    }
    answers([payout("a")], { payoutResults: { totalPendingCount: -1 } })
    const result = await askOnly(batch)
    expect(result.findings).toMatchObject([{ kind: "answer_misread", asked: 0 }])
    expect(result.events).toMatchObject([{ subject: "batch", counters: null }, { reference: "a" }])
  })
})

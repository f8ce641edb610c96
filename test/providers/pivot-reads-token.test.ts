import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { ReadPlan } from "../../src/providers/api.ts"
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
  failure,
  isTokenCall,
  payout,
  request,
  saysToken,
  success,
  UUID,
} from "../support/pivot-answers.ts"

const MINUTE_MS = 60_000
let vendor: MisbehavingVendor
let nowMs = 0
let given = 0
/** Tokens that the server still takes. */
let good = new Set<string>()

beforeAll(async () => {
  vendor = await startMisbehavingVendor()
})
beforeEach(() => {
  nowMs = 1_000
  given = 0
  good = new Set()
  vendor.questions.length = 0
  vendor.answer = (question) => (isTokenCall(question) ? giveToken() : answer(question.headers))
})
afterAll(async () => await vendor.close())

const { client } = createAsking(api, () => ({ ...account(vendor.url), nowMs: () => nowMs }))

function giveToken(expiresIn: unknown = "900") {
  given += 1
  good.add(`Bearer token-${given}`)
  return saysToken(`token-${given}`, expiresIn)
}

function answer({ authorization = "" }: { readonly authorization?: string | undefined }) {
  return good.has(authorization)
    ? says(200, success(request(payout("999"))))
    : says(401, failure("credentials_invalid"))
}

const [plan] = api.plan([
  asked({ providerId: `${UUID}:999`, reference: "999", batchProviderId: UUID }),
]) as [ReadPlan]

describe("the access token", () => {
  test("is asked for once, and used until a minute before its end", async () => {
    const asker = client()
    expect((await asker.read(plan)).calls).toBe(2)
    nowMs += 14 * MINUTE_MS - 1
    expect((await asker.read(plan)).calls).toBe(1)
    expect(given).toBe(1)
    nowMs += 1
    expect(await asker.read(plan)).toMatchObject({ calls: 2, events: { length: 1 } })
    expect(given).toBe(2)
  })

  test("is one for all who read at once, when there is none and when it has ended", async () => {
    const asker = client()
    for (const round of [1, 2]) {
      const results = await Promise.all(Array.from({ length: 50 }, () => asker.read(plan)))
      expect(results.every(({ events }) => events.length === 1)).toBe(true)
      // Who waited for another's call did not make it.
      expect(results.reduce((sum, { calls }) => sum + calls, 0)).toBe(51)
      expect(given).toBe(round)
      nowMs += 15 * MINUTE_MS
    }
  })

  test("that is refused early is replaced, once for all who hold it", async () => {
    const asker = client()
    await asker.read(plan)
    good.clear()
    const results = await Promise.all(Array.from({ length: 30 }, () => asker.read(plan)))
    expect(
      results.every(({ events, findings }) => events.length === 1 && findings.length === 0),
    ).toBe(true)
    expect(given).toBe(2)
    // The refusals are no evidence of what was said.
    expect(results.every(({ answers }) => answers.length === 1)).toBe(true)
    expect(results.reduce((sum, { calls }) => sum + calls, 0)).toBe(61)
  })

  test("that is new stays when an older one is refused after it", async () => {
    const asker = client()
    await asker.read(plan)
    good.clear()
    let refuseLast = () => {}
    const isHeldBack = new Promise<void>((resolve) => {
      refuseLast = resolve
    })
    let old = 0
    vendor.answer = async (question) => {
      if (isTokenCall(question)) return giveToken()
      const { headers } = question
      if (headers.authorization === "Bearer token-1" && (old += 1) === 1) await isHeldBack
      return answer(headers)
    }
    const slow = asker.read(plan)
    const fast = await asker.read(plan)
    refuseLast()
    const results = [await slow, fast]
    expect(results.map(({ events }) => events.length)).toEqual([1, 1])
    expect(given).toBe(2)
  })

  test("that is refused although it is new is not asked for over and over", async () => {
    const asker = client()
    vendor.answer = (question) => {
      if (isTokenCall(question)) return giveToken()
      return says(200, failure("credentials_invalid"))
    }
    const result = await asker.read(plan)
    expect([kindsOf(result), result.calls]).toEqual([["credentials_refused"], 4])
  })

  test.each([
    ["a short life", "60", 30_000],
    ["a number", 300, 4 * MINUTE_MS],
    ["no life", undefined, 14 * MINUTE_MS],
    ["a life that is none", "soon", 14 * MINUTE_MS],
    ["a life of hours", "7200", 14 * MINUTE_MS],
  ])("of %s is used for so long", async (_name, expiresIn, freshMs) => {
    const asker = client()
    vendor.answer = (question) =>
      isTokenCall(question) ? giveToken(expiresIn) : answer(question.headers)
    await asker.read(plan)
    nowMs += freshMs - 1
    await asker.read(plan)
    expect(given).toBe(1)
    nowMs += 1
    await asker.read(plan)
    expect(given).toBe(2)
  })

  test("that cannot be had is asked for again by the next read", async () => {
    const asker = client()
    vendor.answer = (question) =>
      isTokenCall(question) ? MISBEHAVIOURS["503"] : answer(question.headers)
    const failed = await Promise.all([asker.read(plan), asker.read(plan)])
    expect(failed.map(kindsOf)).toEqual([["server_error"], ["server_error"]])
    vendor.answer = (question) => (isTokenCall(question) ? giveToken() : answer(question.headers))
    expect(await asker.read(plan)).toMatchObject({ findings: [], events: { length: 1 } })
  })

  test("is refused to wrong credentials, and nothing is asked", async () => {
    vendor.answer = () => says(401, failure("credentials_invalid"))
    const result = await client().read(plan)
    expect([kindsOf(result), result.calls]).toEqual([["credentials_refused"], 1])
    expect(vendor.questions.map(({ path }) => path)).toEqual(["/v1/access-token"])
  })

  test("is each client's own", async () => {
    await Promise.all([client().read(plan), client().read(plan)])
    expect(given).toBe(2)
  })
})

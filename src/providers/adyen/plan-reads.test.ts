import { describe, expect, test } from "vitest"
import { asked } from "../../../test/support/asking.ts"
import { callOf, canAsk, planReads } from "./plan-reads.ts"

const callsOf = (...known: readonly Parameters<typeof asked>[0][]) =>
  planReads(known.map(asked)).map((plan) => [callOf(plan), plan.calls, plan.asked.length])

const ID = "1W1UG35QQEBJLHZ8"

describe("a transfer", () => {
  test.each([
    { providerId: ID, wireEvent: "balancePlatform.transfer.updated" },
    // What was said of it counts before what its id looks like.
    { providerId: "9913140798220028", wireEvent: "balancePlatform.transfer.created" },
    { providerId: ID },
    { providerId: ID, wireEvent: null },
    { providerId: ID, wireEvent: "silence" },
  ])("is asked for: %j", (known) => {
    expect(callsOf(known)).toEqual([["transfer", 1, 1]])
    expect(canAsk(asked(known))).toBe(true)
  })
})

describe("what Adyen has no call for", () => {
  test.each([
    { providerId: ID, wireEvent: "PAYOUT_THIRDPARTY" },
    { providerId: ID, wireEvent: "PAIDOUT_REVERSED" },
    { providerId: ID, wireEvent: "REFUND_WITH_DATA" },
    // An older pspReference is digits alone.
    { providerId: "9913140798220028" },
    { providerId: "test_PAYOUT_1" },
    { reference: "march" },
    { subject: "batch" as const, providerId: ID },
    { providerId: ".." },
  ])("is in a plan without a call: %j", (known) => {
    expect(callsOf(known)).toEqual([["none", 0, 1]])
    expect(canAsk(asked(known))).toBe(false)
  })
})

test("a transfer that is wanted twice is asked for once", () => {
  expect(
    callsOf({ providerId: ID }, { providerId: "OTHER35QQEBJLHZ8" }, { providerId: ID }),
  ).toEqual([
    ["transfer", 1, 2],
    ["transfer", 1, 1],
  ])
})

test("a plan that is none of ours is a mistake of the program", () => {
  expect(() => callOf({ asked: [], call: "GET /", calls: 1 })).toThrow("No plan")
})

import { describe, expect, test } from "vitest"
import { asked } from "../../../test/support/asking.ts"
import { callOf, canAsk, planReads } from "./plan-reads.ts"

const callsOf = (...known: readonly Parameters<typeof asked>[0][]) =>
  planReads(known.map(asked)).map((plan) => [callOf(plan), plan.calls, plan.asked.length])

describe("by which API a payout was made", () => {
  test.each([
    { known: { providerId: "disb-571f3644d2b4edf0745e9703" }, call: "v2" },
    { known: { providerId: "disb_1" }, call: "v2" },
    { known: { providerId: "po-b2c3d4e5-f6a7-8901-bcde-f23456789012" }, call: "v3" },
    { known: { providerId: "x1" }, call: "any" },
    { known: { providerId: "x1", wireEvent: "payout.succeeded" }, call: "v2" },
    { known: { providerId: "x1", wireEvent: "payout.accepted" }, call: "v2" },
    { known: { providerId: "x1", wireEvent: "v3_payout.pending_compliance" }, call: "v3" },
    { known: { providerId: "x1", wireEvent: "silence" }, call: "any" },
    { known: { reference: "march" }, call: "reference" },
    { known: { providerId: "disb-1", reference: "march" }, call: "v2" },
  ])("of $known it is $call", ({ known, call }) => {
    expect(callsOf(known)).toEqual([[call, 1, 1]])
    expect(canAsk(asked(known))).toBe(true)
  })

  test.each([
    { providerId: "57f1ca56bb1a631a65eee65e", wireEvent: "disbursement.completed" },
    { providerId: "rpo_1", wireEvent: "remittance_payout.succeeded" },
    { subject: "batch" as const, providerId: "b1" },
    { subject: "payment" as const, providerId: "p1" },
    { reference: "" },
    {},
    { providerId: "." },
    { providerId: ".." },
    { providerId: "a\u0000b" },
  ])("there is no call for %j, and no call is made", (known) => {
    expect(callsOf(known)).toEqual([["none", 0, 1]])
    expect(canAsk(asked(known))).toBe(false)
  })
})

test("a payout that is wanted twice is asked for once, by what is known best", () => {
  const v3 = { providerId: "x1", wireEvent: "v3_payout.succeeded" }
  expect(callsOf({ providerId: "x1" }, { providerId: "disb-2" }, v3, { reference: "a" })).toEqual([
    ["v3", 1, 2],
    ["v2", 1, 1],
    ["reference", 1, 1],
  ])
  expect(callsOf({ reference: "a" }, { reference: "a" }, { reference: "b" })).toHaveLength(2)
})

test("everything that is asked is in exactly one plan", () => {
  const all = [{ providerId: "disb-1" }, { reference: "a" }, { providerId: "disb-1" }, {}].map(
    asked,
  )
  expect(new Set(planReads(all).flatMap((plan) => plan.asked))).toEqual(new Set(all))
  expect(planReads([])).toEqual([])
})

test("a plan that is none of ours is a mistake of the program", () => {
  expect(() => callOf({ asked: [], call: "GET /", calls: 1 })).toThrow("No plan")
})

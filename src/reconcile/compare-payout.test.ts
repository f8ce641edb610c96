import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { CERTAINTIES, PAYOUT_STATUSES, type PayoutStatus } from "../payout/status.ts"
import { compareAround, comparePayout, type OurSide, type TheirSide } from "./compare-payout.ts"

const money = fc.record({
  amount: fc.bigInt({ min: 0n, max: 3n }),
  currency: fc.constantFrom("IDR", "EUR"),
})
const amount = fc.option(money, { nil: null })
const ourSide: fc.Arbitrary<OurSide> = fc.record({
  status: fc.constantFrom(...PAYOUT_STATUSES),
  certainty: fc.constantFrom(...CERTAINTIES),
  amount,
})
const theirSide: fc.Arbitrary<TheirSide> = fc.record({
  status: fc.option(fc.constantFrom(...PAYOUT_STATUSES), { nil: null }),
  amount,
})
const isUnderWay = (status: PayoutStatus) => status === "pending" || status === "processing"

describe("laws", () => {
  test("who says the same does not differ, whatever is presumed", () => {
    fc.assert(
      fc.property(ourSide, (ours) => {
        expect(comparePayout(ours, ours).differences).toEqual([])
      }),
    )
  })

  test("of what the provider does not tell nothing differs", () => {
    fc.assert(
      fc.property(ourSide, (ours) => {
        expect(comparePayout(ours, { status: null, amount: null }).differences).toEqual([])
      }),
    )
  })

  test("an amount differs exactly where both know one and they are not the same money", () => {
    fc.assert(
      fc.property(ourSide, theirSide, (ours, theirs) => {
        const [a, b] = [ours.amount, theirs.amount]
        const isSame =
          a !== null && b !== null && a.amount === b.amount && a.currency === b.currency
        const differs = a !== null && b !== null && !isSame
        const { differences } = comparePayout(ours, theirs)
        expect(differences.includes("different_amount")).toBe(differs)
      }),
    )
  })

  test("two confirmed statuses differ exactly where they are not one, and one of them is final", () => {
    fc.assert(
      fc.property(ourSide, theirSide, (side, theirs) => {
        const ours = { ...side, certainty: "confirmed" as const }
        const { status } = theirs
        const differs =
          status !== null &&
          status !== ours.status &&
          !(isUnderWay(status) && isUnderWay(ours.status))
        const { differences } = comparePayout(ours, theirs)
        expect(differences.includes("different_status")).toBe(differs)
      }),
    )
  })

  test("a certainty never makes a difference of two statuses that agree, and it is told apart", () => {
    fc.assert(
      fc.property(ourSide, (side) => {
        const presumed = { ...side, certainty: "presumed" as const }
        const { standing } = comparePayout(presumed, presumed)
        expect(standing).toBe(isUnderWay(side.status) ? "same" : "confirmed")
      }),
    )
  })

  test("who changed while the provider was asked differs only where both moments do", () => {
    fc.assert(
      fc.property(ourSide, ourSide, theirSide, (before, after, theirs) => {
        const counts = [before, after].map((each) => comparePayout(each, theirs).differences.length)
        const { differences } = compareAround(before, after, theirs)
        expect(differences).toHaveLength(Math.min(...counts))
      }),
    )
  })
})

test.each([
  { ours: "paid", certainty: "presumed", theirs: "processing", is: "presumed" },
  { ours: "paid", certainty: "presumed", theirs: "paid", is: "confirmed" },
  { ours: "paid", certainty: "presumed", theirs: "failed", is: "different_status" },
  { ours: "failed", certainty: "presumed", theirs: "processing", is: "different_status" },
  { ours: "paid", certainty: "confirmed", theirs: "processing", is: "different_status" },
  { ours: "processing", certainty: "confirmed", theirs: "paid", is: "different_status" },
  { ours: "reversed", certainty: "confirmed", theirs: "paid", is: "different_status" },
  { ours: "pending", certainty: "confirmed", theirs: "processing", is: "same" },
] as const)("$ours ($certainty) here and $theirs there is $is", (row) => {
  const { differences, standing } = comparePayout(
    { status: row.ours, certainty: row.certainty, amount: null },
    { status: row.theirs, amount: null },
  )
  expect(differences[0] ?? standing).toBe(row.is)
})

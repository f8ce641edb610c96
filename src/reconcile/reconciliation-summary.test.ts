import fc from "fast-check"
import { expect, test } from "vitest"

import { PAYOUT_STATUSES } from "../payout/status.ts"
import { addToSums, differenceOf, type Counted } from "./reconciliation-summary.ts"

const counted: fc.Arbitrary<Counted> = fc.record({
  side: fc.constantFrom("ours", "theirs", "notChecked"),
  status: fc.option(fc.constantFrom(...PAYOUT_STATUSES), { nil: null }),
  amount: fc.option(
    fc.record({
      amount: fc.bigInt({ min: 0n, max: 10n ** 37n }),
      currency: fc.constantFrom("IDR", "EUR", "USD"),
    }),
    { nil: null },
  ),
  times: fc.constant(1),
})

test("the sums are exact, in whatever steps and order they are counted", () => {
  fc.assert(
    fc.property(fc.array(counted), fc.nat(), (all, cut) => {
      const at = all.length === 0 ? 0 : cut % all.length
      const once = addToSums([], all)
      expect(addToSums(addToSums([], all.slice(at)), all.slice(0, at))).toEqual(once)
      const total = once.reduce((sum, row) => sum + BigInt(row.ours.amount), 0n)
      const wanted = all
        .filter(({ side }) => side === "ours")
        .reduce((sum, { amount }) => sum + (amount?.amount ?? 0n), 0n)
      expect(total).toBe(wanted)
    }),
  )
})

test("what is taken back leaves nothing behind", () => {
  fc.assert(
    fc.property(fc.array(counted), (all) => {
      const sums = addToSums([], all)
      expect(
        addToSums(
          sums,
          all.map((each) => ({ ...each, times: -1 as const })),
        ),
      ).toEqual([])
    }),
  )
})

test("the difference is theirs less what of ours was checked", () => {
  const amount = { amount: 100_000n, currency: "EUR" }
  const of = (side: Counted["side"]) => ({ side, status: "paid", amount, times: 1 }) as const
  const [row] = addToSums([], [of("ours"), of("ours"), of("notChecked"), of("theirs")])
  expect(row && differenceOf(row)).toEqual({ count: 0, amount: 0n })
})

import fc from "fast-check"
import { expect, test } from "vitest"
import { decimalFromAmount } from "../../payout/money.ts"
import { JsonNumber } from "../../providers/json.ts"
import { readAmount } from "./amount-number.ts"

const read = (text: string) => readAmount(new JsonNumber(text))

test.each([
  ["0", 0n],
  ["0.00", 0n],
  ["-0", 0n],
  ["100", 1_000_000n],
  ["1.1", 11_000n],
  ["1.10", 11_000n],
  ["0.01", 100n],
  ["1e3", 10_000_000n],
  ["1.5E+2", 1_500_000n],
  ["1500e-2", 150_000n],
  ["9007199254740993", 90_071_992_547_409_930_000n],
])("%s is an exact amount", (text, amount) => {
  expect(read(text)).toEqual({ outcome: "amount", amount })
})

test.each([
  ["1.001", "too_fine"],
  ["1e-3", "too_fine"],
  ["1e-999999999999", "too_fine"],
  ["-1", "negative"],
  ["-0.001", "negative"],
  ["1e300", "too_large"],
  ["1e999999999999", "too_large"],
  ["9".repeat(41), "too_large"],
])("%s is refused: %s", (text, outcome) => {
  expect(read(text)).toEqual({ outcome })
})

test("what is read is what was written, for every amount of 2 decimals", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n), (hundredths) => {
      const text = decimalFromAmount(hundredths * 100n, 0)
      expect(read(text)).toEqual({ outcome: "amount", amount: hundredths * 100n })
    }),
  )
})

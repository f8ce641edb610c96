import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  amountFromDecimal,
  amountFromMinor,
  decimalFromAmount,
  isCurrencyCode,
  isoExponent,
  minorFromAmount,
  moneyToWire,
  sameMoney,
} from "./money.ts"

const AMOUNT_MAX = 10n ** 38n - 1n
const EXPONENTS = [0, 1, 2, 3, 4]
const anyAmount = fc.bigInt({ min: 0n, max: AMOUNT_MAX })

describe.each(EXPONENTS)("with %i decimals", (decimals) => {
  const unit = 10n ** BigInt(4 - decimals)
  const amounts = fc.bigInt({ min: 0n, max: AMOUNT_MAX / unit }).map((units) => units * unit)

  test("an amount goes through decimal text and back unchanged", () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const text = decimalFromAmount(amount, decimals)
        expect(text).toMatch(decimals === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${decimals}}$`))
        expect(amountFromDecimal(text, decimals)).toBe(amount)
      }),
    )
  })

  test("an amount goes through minor units and back unchanged", () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const text = minorFromAmount(amount, decimals)
        expect(text).toBe((amount / unit).toString())
        expect(amountFromMinor(text ?? "", decimals)).toBe(amount)
      }),
    )
  })
})

test.each([0, 1, 2, 3])("an amount finer than %i decimals is refused there", (decimals) => {
  const unit = 10n ** BigInt(4 - decimals)
  const finer = anyAmount.filter((amount) => amount % unit !== 0n)
  fc.assert(
    fc.property(finer, (amount) => {
      expect(minorFromAmount(amount, decimals)).toBeUndefined()
      expect(amountFromDecimal(decimalFromAmount(amount, 4), decimals)).toBeUndefined()
    }),
  )
})

test("no digit of any amount is lost on the outside, whatever the currency's decimals", () => {
  fc.assert(
    fc.property(
      anyAmount,
      fc.constantFrom("IDR", "JPY", "BHD", "ISK", "CLF"),
      (amount, currency) => {
        expect(amountFromDecimal(moneyToWire({ amount, currency }).value, 4)).toBe(amount)
      },
    ),
  )
})

test.each([
  { currency: "IDR", amount: 2_750_000_000n, value: "275000.00" },
  { currency: "JPY", amount: 5_000_000n, value: "500" },
  { currency: "BHD", amount: 12_340n, value: "1.234" },
  { currency: "ISK", amount: 1_000_000n, value: "100" },
  { currency: "CLF", amount: 1n, value: "0.0001" },
  { currency: "USD", amount: 0n, value: "0.00" },
])("$currency outside is $value", ({ currency, amount, value }) => {
  expect(moneyToWire({ amount, currency })).toEqual({ value, currency })
})

test("finer parts than the currency's decimals are shown, not rounded away", () => {
  expect(moneyToWire({ amount: 1_234_500n, currency: "ISK" }).value).toBe("123.45")
  expect(moneyToWire({ amount: 5n, currency: "USD" }).value).toBe("0.0005")
})

test.each([
  { wire: "Adyen's IDR without decimals", text: "275000", exponent: 0, amount: 2_750_000_000n },
  { wire: "Adyen's ISK with two", text: "10000", exponent: 2, amount: 1_000_000n },
  { wire: "Adyen's EUR", text: "1999", exponent: 2, amount: 199_900n },
  { wire: "Adyen's BHD", text: "1234", exponent: 3, amount: 12_340n },
])("$wire is read exactly", ({ text, exponent, amount }) => {
  expect(amountFromMinor(text, exponent)).toBe(amount)
})

test("2^53 + 1 passes through, where a float would lose the one", () => {
  const text = "9007199254740993"
  expect(amountFromDecimal(text, 0)).toBe(9_007_199_254_740_993n * 10_000n)
  expect(decimalFromAmount(amountFromDecimal(text, 0) ?? 0n, 0)).toBe(text)
  expect(amountFromMinor(text, 2)).toBe(900_719_925_474_099_300n)
  expect(amountFromDecimal("0.1", 2)! + amountFromDecimal("0.2", 2)!).toBe(3_000n)
})

test("zeros after the last decimal say nothing and are no finer part", () => {
  expect(amountFromDecimal("12.3400", 2)).toBe(123_400n)
  expect(amountFromDecimal("275000.00", 0)).toBe(2_750_000_000n)
})

test.each([
  { text: "12.345", decimals: 2 },
  { text: "0.5", decimals: 0 },
  { text: "0.00001", decimals: 4 },
  { text: "0.00001", decimals: 20 },
  { text: "-1", decimals: 2 },
  { text: "+1", decimals: 2 },
  { text: "1e3", decimals: 2 },
  { text: "1,000", decimals: 2 },
  { text: "1.", decimals: 2 },
  { text: ".5", decimals: 2 },
  { text: " 1", decimals: 2 },
  { text: "1\n", decimals: 2 },
  { text: "", decimals: 2 },
  { text: "NaN", decimals: 2 },
  { text: "0x10", decimals: 2 },
  { text: "١٢", decimals: 2 },
])("$text with $decimals decimals is no amount", ({ text, decimals }) => {
  expect(amountFromDecimal(text, decimals)).toBeUndefined()
})

test.each(["-1", "1.0", "", "1e3", " 1", "1\n", "0x1"])(
  "%j is no amount in minor units",
  (text) => {
    expect(amountFromMinor(text, 2)).toBeUndefined()
  },
)

test("an exponent finer than the scale is refused, not rounded", () => {
  expect(amountFromMinor("1", 5)).toBeUndefined()
})

test("the greatest amount is what numeric(38,4) holds, and one more is refused", () => {
  const greatest = `${"9".repeat(34)}.9999`
  expect(amountFromDecimal(greatest, 4)).toBe(AMOUNT_MAX)
  expect(decimalFromAmount(AMOUNT_MAX, 4)).toBe(greatest)
  expect(amountFromDecimal(`1${"0".repeat(34)}`, 4)).toBeUndefined()
  expect(amountFromMinor("9".repeat(38), 4)).toBe(AMOUNT_MAX)
  expect(amountFromMinor(`1${"0".repeat(34)}`, 0)).toBeUndefined()
  expect(amountFromMinor("1".repeat(39), 4)).toBeUndefined()
})

test("a currency is three capital letters, and an unknown one has two decimals", () => {
  expect(["IDR", "idr", "IDRX", "ID", "I R", "__proto__"].map(isCurrencyCode)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ])
  expect(["IDR", "JPY", "ISK", "CLP", "BHD", "CLF", "XYZ"].map(isoExponent)).toEqual([
    2, 0, 0, 0, 3, 4, 2,
  ])
})

test("money is the same only in the same currency", () => {
  const money = { amount: 10_000n, currency: "EUR" }
  expect(sameMoney(money, { ...money })).toBe(true)
  expect(sameMoney(money, { ...money, currency: "USD" })).toBe(false)
  expect(sameMoney(money, { ...money, amount: 10_001n })).toBe(false)
})

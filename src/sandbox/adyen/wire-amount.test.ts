import { describe, expect, test } from "vitest"

import { JsonNumber } from "../../providers/json.ts"
import { adyenExponent } from "../../providers/adyen/currency.ts"
import { minorDigits, moneyOf, readWireAmount } from "./wire-amount.ts"

describe("the decimals of an amount at Adyen", () => {
  test.each([
    { digits: 0, currencies: ["CVE", "IDR", "JPY", "KRW", "VND", "UGX", "XOF", "PYG"] },
    { digits: 2, currencies: ["CLP", "ISK", "EUR", "USD", "INR", "XXX"] },
    { digits: 3, currencies: ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"] },
  ])("are $digits of $currencies", ({ digits, currencies }) => {
    expect(currencies.map(minorDigits)).toEqual(currencies.map(() => digits))
  })

  test("are to the simulator what they are to the hub, in every currency", () => {
    const currencies = Intl.supportedValuesOf("currency")
    expect(currencies.map(minorDigits)).toEqual(currencies.map(adyenExponent))
  })
})

describe("an amount of a request", () => {
  const read = (value: string, currency = "EUR") =>
    readWireAmount({ currency, value: new JsonNumber(value) })

  test("is whole minor units, from one to the largest int64", () => {
    expect(read("1")).toEqual({ currency: "EUR", value: "1" })
    expect(read("9223372036854775807")?.value).toBe("9223372036854775807")
    expect(moneyOf({ currency: "EUR", value: "1234" }).amount).toBe(123_400n)
  })

  test.each(["0", "-1", "1.0", "1e3", "9223372036854775808", "10000000000000000000", "01"])(
    "is none where the value is %s",
    (value) => {
      expect(read(value)).toBeUndefined()
    },
  )

  test("is none as text, nor without a currency of three capitals", () => {
    expect(readWireAmount({ currency: "EUR", value: "1" })).toBeUndefined()
    expect(read("1", "eur")).toBeUndefined()
    expect(readWireAmount({ value: new JsonNumber("1") })).toBeUndefined()
    expect(readWireAmount(null)).toBeUndefined()
  })
})

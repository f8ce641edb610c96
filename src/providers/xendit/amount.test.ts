import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { JsonNumber } from "../json.ts"
import { amountFromWire, amountToWire } from "./amount.ts"

const main = (text: string, currency: string) =>
  amountFromWire(new JsonNumber(text), currency, "main")
const minor = (text: string, currency: string) =>
  amountFromWire(new JsonNumber(text), currency, "minor")

describe("amounts in main units (v2, legacy, cross-border)", () => {
  it.each(["10000", "10000.0", "10000.00", "1e4", "1E+4", "1.0e4", "100000e-1"])(
    "reads %s as ten thousand",
    (text) => expect(main(text, "IDR")).toBe(100_000_000n),
  )

  it("lets IDR and VND be whole only", () => {
    expect(main("12.345", "IDR")).toBeUndefined()
    expect(main("0.5", "IDR")).toBeUndefined()
    expect(main("0.5", "VND")).toBeUndefined()
    expect(main("7", "VND")).toBe(70_000n)
  })

  it.each(["PHP", "MYR", "THB"])("lets %s have up to two decimals", (currency) => {
    expect(main("1.11", currency)).toBe(11_100n)
    expect(main("1.1", currency)).toBe(11_000n)
    expect(main("1.110", currency)).toBe(11_100n)
    expect(main("1.111", currency)).toBeUndefined()
  })

  it("takes the decimals of ISO 4217 for other currencies", () => {
    expect(main("1.234", "KWD")).toBe(12_340n)
    expect(main("1.5", "JPY")).toBeUndefined()
    expect(main("0.01", "USD")).toBe(100n)
  })

  it("keeps amounts that a float would round", () => {
    expect(main("9007199254740993", "IDR")).toBe(90_071_992_547_409_930_000n)
    expect(main("9007199254740993.01", "PHP")).toBe(90_071_992_547_409_930_100n)
  })

  it.each(["-1", "-0", "1e999999999", "1e-999", `1${"0".repeat(40)}`, "1e35", "1e-1"])(
    "refuses %s rupiah",
    (text) => expect(main(text, "IDR")).toBeUndefined(),
  )

  it.each(["", "abc", "1,000", "0x10", " 1", "NaN", "Infinity"])("refuses the text %j", (text) =>
    expect(amountFromWire(text, "IDR", "main")).toBeUndefined(),
  )

  it("refuses what is neither number nor text", () => {
    for (const value of [undefined, null, true, [], {}]) {
      expect(amountFromWire(value, "IDR", "main")).toBeUndefined()
    }
  })
})

describe("amounts in minor units (v3)", () => {
  it("counts the rupiah and the dong whole, others as ISO 4217", () => {
    expect(minor("10", "IDR")).toBe(100_000n)
    expect(minor("10", "VND")).toBe(100_000n)
    expect(minor("1000", "PHP")).toBe(100_000n)
    expect(minor("63", "USD")).toBe(6_300n)
    expect(minor("1000", "KWD")).toBe(10_000n)
  })

  it("reads integers that came as text, and refuses parts of a unit", () => {
    expect(amountFromWire("50000", "PHP", "minor")).toBe(5_000_000n)
    expect(minor("50000.0", "PHP")).toBe(5_000_000n)
    expect(minor("0.5", "PHP")).toBeUndefined()
  })
})

describe("writing amounts", () => {
  it("writes the number as the vendor does", () => {
    expect(JSON.stringify(amountToWire(100_000_000n, "IDR", "main"))).toBe("10000")
    expect(JSON.stringify(amountToWire(11_100n, "PHP", "main"))).toBe("1.11")
    expect(JSON.stringify(amountToWire(15_000n, "PHP", "main"))).toBe("1.5")
    expect(JSON.stringify(amountToWire(100_000n, "PHP", "minor"))).toBe("1000")
    expect(JSON.stringify(amountToWire(90_071_992_547_409_930_000n, "IDR", "main"))).toBe(
      "9007199254740993",
    )
  })

  it("writes nothing rather than a rounded amount", () => {
    expect(amountToWire(105_000n, "IDR", "main")).toBeUndefined()
    expect(amountToWire(10_001n, "PHP", "minor")).toBeUndefined()
  })

  it("reads back what it writes, for every amount and currency", () => {
    const currency = fc.constantFrom("IDR", "VND", "PHP", "MYR", "THB", "USD", "JPY", "KWD")
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 38n - 1n),
        currency,
        fc.constantFrom("main" as const, "minor" as const),
        (amount, code, units) => {
          const written = amountToWire(amount, code, units)
          if (written !== undefined) expect(amountFromWire(written, code, units)).toBe(amount)
          const whole = (amount / 10_000n) * 10_000n
          expect(amountFromWire(amountToWire(whole, code, units), code, units)).toBe(whole)
        },
      ),
    )
  })
})

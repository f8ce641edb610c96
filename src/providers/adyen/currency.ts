import { minorFromAmount, type Money } from "../../payout/money.ts"

/** On every wire of Adyen's a value is an int64. */
const VALUE_MAX = 2n ** 63n - 1n

/** The value of an amount as Adyen writes it, or undefined where it cannot be said exactly. */
export function adyenValue({ amount, currency }: Money): string | undefined {
  const value = minorFromAmount(amount, adyenExponent(currency))
  return value === undefined || BigInt(value) > VALUE_MAX ? undefined : value
}

/**
 * Decimals of an amount on Adyen's wire. Not ISO 4217 for four currencies: CLP and ISK have 2
 * here, CVE and IDR have 0. Source: Adyen "Currency codes"; the tables of its libraries.
 */
export function adyenExponent(currency: string): number {
  if (ZERO_DECIMALS.has(currency)) return 0
  return THREE_DECIMALS.has(currency) ? 3 : 2
}

const ZERO_DECIMALS: ReadonlySet<string> = new Set(
  "CVE DJF GNF IDR JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "),
)
const THREE_DECIMALS: ReadonlySet<string> = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "))

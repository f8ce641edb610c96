import { amountFromMinor, isoExponent, minorFromAmount } from "../../../payout/money.ts"
import { wireNumber } from "../../answer.ts"

/** Those of v3; the first five are those of v2. */
export const V3_CURRENCIES: readonly string[] =
  "IDR PHP MYR THB VND SGD USD HKD MXN CNY KRW AUD EUR".split(" ")

/** As ISO 4217 says, but for the rupiah, which Xendit counts whole: "IDR 10 → 10". */
export function decimalsOf(currency: string): number {
  return currency === "IDR" ? 0 : isoExponent(currency)
}

/** v3 writes whole minor units. Undefined: more than can be. */
export function amountFromWire(text: string, currency: string): bigint | undefined {
  return amountFromMinor(text, decimalsOf(currency))
}

export function amountToWire(amount: bigint, currency: string) {
  const minor = minorFromAmount(amount, decimalsOf(currency))
  if (minor === undefined) throw new Error(`${amount} is no amount of ${currency}.`)
  return wireNumber(minor)
}

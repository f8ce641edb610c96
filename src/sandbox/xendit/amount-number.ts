import { amountFromDecimal } from "../../payout/money.ts"
import type { JsonNumber } from "../../providers/json.ts"

export type ReadAmount =
  | { readonly outcome: "amount"; readonly amount: bigint }
  | { readonly outcome: "too_fine" | "too_large" | "negative" }

/** More than any amount needs, and few enough that a hostile exponent costs nothing. */
const DIGITS_MAX = 40

/** An amount in main units as JSON may write it: `100`, `1.10`, `1e3`. In units of 1/10,000. */
export function readAmount(number: JsonNumber): ReadAmount {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number.text)
  if (match === null) return { outcome: "too_large" }
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, "")
  if (/^0*$/.test(digits)) return { outcome: "amount", amount: 0n }
  if (sign === "-") return { outcome: "negative" }
  const significant = digits.replace(/0+$/, "")
  // value = significant × 10^power
  const power = Number(exponentText) - fraction.length + (digits.length - significant.length)
  if (power < -2) return { outcome: "too_fine" }
  if (significant.length + power > DIGITS_MAX) return { outcome: "too_large" }
  const hundredths = significant + "0".repeat(power + 2)
  const padded = hundredths.padStart(3, "0")
  const amount = amountFromDecimal(`${padded.slice(0, -2)}.${padded.slice(-2)}`, 2)
  return amount === undefined ? { outcome: "too_large" } : { outcome: "amount", amount }
}

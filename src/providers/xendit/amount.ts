import {
  amountFromDecimal,
  amountFromMinor,
  decimalFromAmount,
  isoExponent,
  minorFromAmount,
} from "../../payout/money.ts"
import { numberTextOf } from "../json-fields.ts"
import { JsonNumber } from "../json.ts"
import type { Json } from "../json.ts"

/** v2, legacy and cross-border write main units, v3 writes whole minor units. */
export type Units = "main" | "minor"

/** `10000`, `10000.0` and `1e4` are one amount; undefined for what is no exact amount. */
export function amountFromWire(
  value: Json | undefined,
  currency: string,
  units: Units,
): bigint | undefined {
  const written = numberTextOf(value)
  const text = written === undefined ? undefined : plainDecimal(written)
  if (text === undefined) return undefined
  const decimals = decimalsOf(currency)
  if (units === "main") return amountFromDecimal(text, decimals)
  const [whole = "", fraction = ""] = text.split(".")
  return /^0*$/.test(fraction) ? amountFromMinor(whole, decimals) : undefined
}

/** Undefined where Xendit cannot write the amount: it has finer parts than the currency allows. */
export function amountToWire(
  amount: bigint,
  currency: string,
  units: Units,
): JsonNumber | undefined {
  const decimals = decimalsOf(currency)
  const minor = minorFromAmount(amount, decimals)
  if (minor === undefined) return undefined
  return new JsonNumber(units === "minor" ? minor : decimalFromAmount(amount, 0))
}

/** As ISO 4217 says, but for the rupiah, which Xendit counts whole (v3 too: "IDR 10 → 10"). */
function decimalsOf(currency: string): number {
  return currency === "IDR" ? 0 : isoExponent(currency)
}

/** More than any amount needs, and few enough digits that a hostile exponent costs nothing. */
const DIGITS_MAX = 60

function plainDecimal(written: string): string | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(written.slice(0, DIGITS_MAX + 1))
  if (!match || written.length > DIGITS_MAX) return undefined
  const [, whole = "", fraction = "", exponentText = "0"] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > DIGITS_MAX) return undefined
  const padding = "0".repeat(Math.abs(exponent))
  const digits = exponent < 0 ? padding + whole + fraction : whole + fraction + padding
  const point = exponent < 0 ? whole.length : whole.length + exponent
  const shiftedWhole = digits.slice(0, point).replace(/^0+(?=\d)/, "")
  const shiftedFraction = digits.slice(point).replace(/0+$/, "")
  return shiftedFraction === "" ? shiftedWhole : `${shiftedWhole}.${shiftedFraction}`
}

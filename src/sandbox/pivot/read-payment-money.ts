import {
  amountFromDecimal,
  decimalFromAmount,
  isCurrencyCode,
  isoExponent,
} from "../../payout/money.ts"
import { isAbsent, objectOf } from "../../providers/json-fields.ts"
import { JsonNumber, type Json } from "../../providers/json.ts"
import { invalidField } from "./payment-errors.ts"
import { Refusal } from "./refusal.ts"

export interface PaymentMoney {
  /** Decimal text. */
  readonly value: string
  readonly currency: string
}

/** No limit is documented; this one keeps sums within what can be stored. */
const VALUE_DIGITS_MAX = 15

/**
 * `{value, currency}`: the value is a number in payments. Undefined: there is none.
 * @throws Refusal
 */
export function readMoney(
  object: Json | undefined,
  field: string,
  options: { readonly valueOptional?: boolean } = {},
): PaymentMoney | undefined {
  if (isAbsent(object)) return undefined
  const amount = objectOf(object)
  if (amount === undefined) throw new Refusal(invalidField(field, `${field} must be an object`))
  const currency = amount["currency"]
  if (typeof currency !== "string" || !isCurrencyCode(currency)) {
    throw new Refusal(invalidField(`${field}.currency`, "currency must be an ISO 4217 code"))
  }
  if (options.valueOptional === true && isAbsent(amount["value"])) return { value: "0", currency }
  const value = readValue(amount["value"], currency)
  if (value === undefined) {
    throw new Refusal(invalidField(`${field}.value`, "value must be a number above 0"))
  }
  return { value, currency }
}

/** Rupiah are whole here, as in every sample of the vendor's. */
function readValue(value: Json | undefined, currency: string): string | undefined {
  if (!(value instanceof JsonNumber)) return undefined
  const decimals = currency === "IDR" ? 0 : isoExponent(currency)
  const amount = amountFromDecimal(value.text, decimals)
  if (amount === undefined || amount <= 0n) return undefined
  const text = decimalFromAmount(amount, 0)
  return text.length <= VALUE_DIGITS_MAX ? text : undefined
}

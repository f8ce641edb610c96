import { fieldAt, textOf } from "../../providers/json-fields.ts"
import type { JsonObject } from "../../providers/json.ts"
import type { PayoutErrorName } from "./payout-error.ts"
import type { Destination } from "./payout-state.ts"

/** A card as it may be paid out to; its number is dropped here. */
export function readCard(card: JsonObject, now: Date): Destination | PayoutErrorName {
  const number = textOf(fieldAt(card, "number")) ?? ""
  if (!isCardNumber(number)) return "card_number"
  const brand = brandOf(number)
  if (brand === undefined) return "brand_unknown"
  const month = textOf(fieldAt(card, "expiryMonth")) ?? ""
  const year = textOf(fieldAt(card, "expiryYear")) ?? ""
  if (!isAhead(month, year, now)) return "expiry"
  const holder = textOf(fieldAt(card, "holderName")) ?? ""
  if (holder.trim() === "") return "card_holder"
  return {
    paymentMethod: brand,
    additionalData: {
      expiryDate: `${month}/${year}`,
      paymentMethodVariant: brand,
      cardSummary: number.slice(-4),
      cardHolderName: holder,
    },
  }
}

/** Adyen's words for the brands, by the first digits of a number (ISO/IEC 7812). */
const BRANDS: readonly (readonly [brand: string, beginning: RegExp])[] = [
  ["visa", /^4/],
  ["mc", /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ["amex", /^3[47]/],
  ["diners", /^3(0[0-5]|[68])/],
  ["discover", /^(6011|65|64[4-9])/],
  ["jcb", /^35/],
  ["maestro", /^(50|5[6-9]|6)/],
]

function brandOf(number: string): string | undefined {
  return BRANDS.find(([, beginning]) => beginning.test(number))?.[0]
}

/** Only digits, and the last one checks the others (Luhn). */
function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false
  const sum = [...number].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Valid to the end of its month. */
function isAhead(month: string, year: string, now: Date): boolean {
  if (!/^(0[1-9]|1[0-2])$/.test(month) || !/^\d{4}$/.test(year)) return false
  return Date.UTC(Number(year), Number(month), 1) > now.getTime()
}

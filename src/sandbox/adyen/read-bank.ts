import { fieldAt, isAbsent, textOf } from "../../providers/json-fields.ts"
import type { JsonObject } from "../../providers/json.ts"
import { isIban } from "./iban.ts"
import type { PayoutErrorName } from "./payout-error.ts"
import type { Destination } from "./payout-state.ts"

/** A bank account as it may be paid out to: an IBAN, or a number in a country. */
export function readBank(bank: JsonObject): Destination | PayoutErrorName {
  const iban = textOf(fieldAt(bank, "iban"))
  const number = textOf(fieldAt(bank, "bankAccountNumber")) ?? ""
  const country = textOf(fieldAt(bank, "countryCode")) ?? ""
  if (!isAbsent(fieldAt(bank, "iban")) && !isIban(iban ?? "")) return "iban"
  if (iban === undefined && (number === "" || !/^[A-Z]{2}$/.test(country))) return "bank_details"
  const owner = textOf(fieldAt(bank, "ownerName")) ?? ""
  if (owner.trim() === "") return "holder_name"
  const paymentMethod = iban === undefined ? `bankTransfer_${country}` : "bankTransfer_IBAN"
  return {
    paymentMethod,
    ...(iban !== undefined && { iban }),
    additionalData: { paymentMethodVariant: paymentMethod },
  }
}

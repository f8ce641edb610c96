import { fieldAt, isAbsent, isIdentifier, objectOf } from "../../providers/json-fields.ts"
import type { Json, JsonObject } from "../../providers/json.ts"
import { invalidField } from "./payment-errors.ts"
import { PAYMENT_METHODS, type PaymentMethod } from "./payment-state.ts"
import { Refusal } from "./refusal.ts"

/**
 * `paymentMethod` and `paymentMethodOptions` of a create or confirm call; null: none was chosen. Of
 * a card nothing is kept.
 * @throws Refusal
 */
export function readPaymentMethod(body: JsonObject): PaymentMethod | null {
  const chosen = body["paymentMethod"]
  if (isAbsent(chosen)) return null
  const type = PAYMENT_METHODS.find((each) => each === fieldAt(chosen, "type"))
  if (type === undefined) {
    const message = `type must be one of ${PAYMENT_METHODS.join(", ")}`
    throw new Refusal(invalidField("paymentMethod.type", message))
  }
  const part = PARTS[type]
  const option = (name: string) =>
    fieldAt(body, "paymentMethodOptions", part, name) ?? fieldAt(chosen, part, name)
  return {
    type,
    channel: shortText(option("channel"), `${part}.channel`) ?? DEFAULT_CHANNELS[type],
    holder: shortText(option("virtualAccountName"), `${part}.virtualAccountName`) ?? "",
    number: readNumber(option("virtualAccountNumber")),
    phone: type === "EWALLET" ? readPhone(body, option("accountIdentifier")) : "",
    capture: isManual(option("captureMethod")) ? "manual" : "automatic",
  }
}

/** The names of the methods' objects. */
const PARTS = {
  VIRTUAL_ACCOUNT: "virtualAccount",
  QR: "qr",
  CARD: "card",
  EWALLET: "ewallet",
} as const

/** Where the merchant leaves it to the payment page. */
const DEFAULT_CHANNELS = {
  VIRTUAL_ACCOUNT: "PERMATA",
  QR: "BRI",
  CARD: "",
  EWALLET: "DANA",
} as const

const TEXT_MAX = 100

function shortText(value: Json | undefined, field: string): string | undefined {
  if (isAbsent(value) || value === "") return undefined
  if (typeof value !== "string" || value.length > TEXT_MAX || !isIdentifier(value)) {
    throw new Refusal(
      invalidField(field, `${field} must be text of at most ${TEXT_MAX} characters`),
    )
  }
  return value
}

/** The merchant's own part of a static account's number. */
function readNumber(value: Json | undefined): string {
  if (isAbsent(value) || value === "") return ""
  if (typeof value !== "string" || !/^\d{1,12}$/.test(value)) {
    const field = "virtualAccount.virtualAccountNumber"
    throw new Refusal(invalidField(field, "virtualAccountNumber must be 1 to 12 digits"))
  }
  return value
}

/** `accountIdentifier` is the wallet's phone; the payment page asks for the customer's otherwise. */
function readPhone(body: JsonObject, identifier: Json | undefined): string {
  if (!isAbsent(identifier)) return shortText(identifier, "ewallet.accountIdentifier") ?? ""
  const phone = objectOf(fieldAt(body, "customer", "phoneNumber"))
  const parts = [phone?.["countryCode"], phone?.["number"]]
  return parts.map((part) => shortText(part, "customer.phoneNumber") ?? "").join("")
}

/** `automatic` and `MANUAL` in one printed example. */
function isManual(value: Json | undefined): boolean {
  return typeof value === "string" && value.toUpperCase() === "MANUAL"
}

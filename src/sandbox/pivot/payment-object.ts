import { objectOf } from "../../providers/json-fields.ts"
import { readJson, type JsonObject } from "../../providers/json.ts"
import { wireNumber } from "../answer.ts"
import { chargeObjects } from "./charges.ts"
import type { Payment } from "./payment-state.ts"
import { wireTime } from "./wire-time.ts"

/** The payment session, field for field as the payment callback prints it. */
export function paymentObject(payment: Payment): object {
  const { thing, status, state } = payment
  const given = givenOf(payment)
  const charges = chargeObjects(payment)
  const { cancelledAt, cancellationReason, descriptor, expiresAt, method } = state
  return {
    id: thing.name,
    clientReferenceId: thing.reference,
    amount: { value: wireNumber(state.value), currency: state.currency },
    autoConfirm: given["autoConfirm"] ?? false,
    mode: state.mode,
    redirectUrl: given["redirectUrl"] ?? null,
    paymentType: state.type,
    paymentMethod: method && { type: method.type },
    ...(descriptor !== null && { statementDescriptor: descriptor }),
    saveForFutureUse: given["saveForFutureUse"] ?? false,
    showSavedPayment: given["showSavedPayment"] ?? false,
    status,
    investigationStatus: null,
    createdAt: wireTime(thing.createdAt, 0),
    updatedAt: wireTime(thing.updatedAt, 9),
    expiryAt: expiresAt && wireTime(expiresAt, 0),
    paymentUrl: `${PAYMENT_PAGE}?token=${thing.name}`,
    chargeDetails: charges.length === 0 ? null : charges,
    ...(cancelledAt !== null && { cancelledAt: wireTime(cancelledAt, 9) }),
    ...(cancellationReason !== null && { cancellationReason }),
    ...copied(given, "customerId"),
    ...copied(given, "customer"),
    ...copied(given, "metadata"),
    bypassStatusPage: given["bypassStatusPage"] ?? false,
  }
}

/** A name that leads nowhere: the sandbox has no payment page, the action `pay` is its customer. */
const PAYMENT_PAGE = "https://pay.pivot.sandbox.invalid/detail"

/** Fields of a create call that are only shown again. */
export const SHOWN_AGAIN = [
  "autoConfirm",
  "redirectUrl",
  "saveForFutureUse",
  "showSavedPayment",
  "customerId",
  "customer",
  "metadata",
  "bypassStatusPage",
] as const

/** What the merchant sent and is shown again. */
export function givenOf({ state }: Payment): JsonObject {
  const reading = readJson(Buffer.from(state.given, "utf8"))
  const given = reading.ok ? objectOf(reading.value) : undefined
  if (given === undefined) throw new Error("what a payment was made of is no JSON object")
  return given
}

function copied(given: JsonObject, name: (typeof SHOWN_AGAIN)[number]): object {
  return given[name] === undefined ? {} : { [name]: given[name] }
}

import { identifierOf, isAbsent, objectOf } from "../../providers/json-fields.ts"
import type { Json, JsonObject } from "../../providers/json.ts"
import { timeFromWire } from "../../providers/times.ts"
import { invalidField, validationError } from "./payment-errors.ts"
import { SHOWN_AGAIN } from "./payment-object.ts"
import { isPush, type PaymentMethod, type PaymentState } from "./payment-state.ts"
import { readMoney } from "./read-payment-money.ts"
import { readPaymentMethod } from "./read-payment-method.ts"
import { Refusal } from "./refusal.ts"
import { secondsAfter } from "./seconds-after.ts"

/** What a create call asks for, checked. */
export interface PaymentRequest {
  readonly reference: string
  readonly state: PaymentState
  readonly confirmsAtOnce: boolean
}

/** Documented: 15 minutes, and 30 days for the account of a closed static payment. */
const SINGLE_SECONDS = 15 * 60
const CLOSED_STATIC_SECONDS = 30 * 24 * 60 * 60
const DESCRIPTOR_MAX = 255

/** @throws Refusal with the first fault */
export function readPaymentRequest(body: JsonObject | undefined, now: Date): PaymentRequest {
  if (body === undefined) throw new Refusal(validationError())
  const reference = identifierOf(body["clientReferenceId"])
  if (reference === undefined) {
    throw invalid("clientReferenceId", "must be text of 1 to 255 characters")
  }
  const type = oneOf(body["paymentType"], "paymentType", ["SINGLE", "MULTIPLE"])
  const mode = oneOf(body["mode"], "mode", ["REDIRECT", "API"])
  const method = readPaymentMethod(body)
  if (type === "MULTIPLE") checkStatic(method, mode)
  const amount = readMoney(body["amount"], "amount", { valueOptional: type === "MULTIPLE" })
  if (amount === undefined) throw invalid("amount", "is required")
  const autoConfirm = flagOf(body["autoConfirm"], "autoConfirm")
  for (const name of ["redirectUrl", "customer", "metadata"]) checkObject(body[name], name)
  const isOpen = amount.value === "0"
  const state: PaymentState = {
    given: JSON.stringify(shownAgain(body)),
    type,
    mode,
    descriptor: textOf(body["statementDescriptor"], "statementDescriptor"),
    value: amount.value,
    currency: amount.currency,
    method,
    expiresAt: expiryOf(body["expiryAt"], now, { type, isOpen }),
    cancelledAt: null,
    cancellationReason: null,
    charges: [],
    next: null,
  }
  // A static payment's session is "always ACTIVE", unless the merchant wants to confirm it himself.
  const confirmsAtOnce = method !== null && (autoConfirm ?? type === "MULTIPLE")
  return { reference, state, confirmsAtOnce }
}

/** "Applicable only for QRIS and Virtual Account, and the mode is API." */
function checkStatic(method: PaymentMethod | null, mode: "REDIRECT" | "API"): void {
  if (method === null || !isPush(method)) {
    throw invalid("paymentMethod", "must be VIRTUAL_ACCOUNT or QR for paymentType MULTIPLE")
  }
  if (mode !== "API") throw invalid("mode", "must be API for paymentType MULTIPLE")
}

function expiryOf(
  value: Json | undefined,
  now: Date,
  of: { readonly type: "SINGLE" | "MULTIPLE"; readonly isOpen: boolean },
): string | null {
  if (isAbsent(value)) {
    if (of.type === "SINGLE") return secondsAfter(now, SINGLE_SECONDS).toISOString()
    return of.isOpen ? null : secondsAfter(now, CLOSED_STATIC_SECONDS).toISOString()
  }
  const time = typeof value === "string" ? timeFromWire(value) : null
  if (time === null || time <= now.toISOString()) {
    throw invalid("expiryAt", "must be a time to come, like 2025-12-30T23:59:00Z")
  }
  return time
}

/** The first choice where there is none. */
function oneOf<const Choice extends string>(
  value: Json | undefined,
  field: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (isAbsent(value)) return choices[0]
  const chosen = choices.find((choice) => choice === value)
  if (chosen === undefined) throw invalid(field, `must be one of ${choices.join(", ")}`)
  return chosen
}

function flagOf(value: Json | undefined, field: string): boolean | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value !== "boolean") throw invalid(field, "must be true or false")
  return value
}

function textOf(value: Json | undefined, field: string): string | null {
  if (isAbsent(value)) return null
  if (typeof value !== "string" || value.length > DESCRIPTOR_MAX) {
    throw invalid(field, `must be text of at most ${DESCRIPTOR_MAX} characters`)
  }
  return value
}

function checkObject(value: Json | undefined, field: string): void {
  if (!isAbsent(value) && objectOf(value) === undefined) throw invalid(field, "must be an object")
}

function shownAgain(body: JsonObject): object {
  const names = SHOWN_AGAIN.filter((name) => !isAbsent(body[name]))
  return Object.fromEntries(names.map((name) => [name, body[name]]))
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(invalidField(field, `${field} ${message}`))
}

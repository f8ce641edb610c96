import type { BatchCounters, PaymentCharge, PayoutEvent } from "../../payout/event.ts"
import {
  amountFromDecimal,
  decimalFromAmount,
  isCurrencyCode,
  isoExponent,
  minorFromAmount,
} from "../../payout/money.ts"
import type { Money } from "../../payout/money.ts"
import { eventKey } from "../event-key.ts"
import { fieldAt, identifierOf, isAbsent, numberTextOf, shownText, textOf } from "../json-fields.ts"
import { timeFromWire } from "../times.ts"
import type { Json, JsonObject } from "../json.ts"
import type { UnrecognisedReason } from "../provider.ts"

/** What Pivot's bodies have in common: how a field is read, and how a fact is named. */

/** Why a body cannot be understood; a value, never thrown. */
export class Problem {
  readonly reason: UnrecognisedReason
  readonly hint: string
  constructor(reason: UnrecognisedReason, hint: string) {
    this.reason = reason
    this.hint = hint
  }
}

export function requiredIdentifier(object: JsonObject, name: string): string | Problem {
  return (
    optionalIdentifier(object, name) ??
    new Problem("field_missing", `The field ${name} is missing.`)
  )
}

export function optionalIdentifier(object: JsonObject, name: string): string | null | Problem {
  const value = object[name]
  if (isAbsent(value) || value === "") return null
  return (
    identifierOf(value) ??
    new Problem("field_invalid", `The field ${name} is no text of 1 to 255 printable characters.`)
  )
}

export function optionalText(object: JsonObject, name: string): string | null | Problem {
  const value = object[name]
  if (isAbsent(value)) return null
  return textOf(value) ?? new Problem("field_invalid", `The field ${name} is not text.`)
}

/** Times are beside the point of a callback: an odd one is dropped, not refused. */
export function optionalTime(object: JsonObject, name: string): string | null {
  const text = textOf(object[name])
  return text === undefined ? null : timeFromWire(text)
}

/** `amount{value, currency}`: the value is text in payouts and refunds, a number in payments. */
export function optionalMoney(object: JsonObject, name: string): Money | null | Problem {
  const amount = object[name]
  if (isAbsent(amount)) return null
  const currency = fieldAt(amount, "currency")
  if (typeof currency !== "string" || !isCurrencyCode(currency)) {
    return new Problem("field_invalid", `The field ${name}.currency is no ISO 4217 code.`)
  }
  const units = amountOf(fieldAt(amount, "value"), currency)
  return units === undefined ? amountProblem(`${name}.value`) : { amount: units, currency }
}

/** Exact, or undefined: negative, an exponent, finer than the currency allows, out of scale. */
export function amountOf(value: Json | undefined, currency: string): bigint | undefined {
  const text = numberTextOf(value)
  return text === undefined ? undefined : amountFromDecimal(text, wireDecimals(currency))
}

export function amountProblem(name: string): Problem {
  return new Problem("amount_invalid", `The field ${name} is no possible amount.`)
}

/** Pivot moves whole rupiah: `"10000.00"` is read, `"10000.50"` is not. */
export function wireDecimals(currency: string): number {
  return currency === "IDR" ? 0 : isoExponent(currency)
}

/** Does the amount fit the decimals that Pivot writes? */
export function isWritable(money: Money | null): boolean {
  return money === null || minorFromAmount(money.amount, wireDecimals(money.currency)) !== undefined
}

/** A status that comes along must say what the event's name says. */
export function statusProblem(
  event: string,
  word: string,
  table: { readonly agreesWith: readonly string[]; readonly known: (word: string) => boolean },
): Problem | null {
  if (table.agreesWith.includes(word)) return null
  return table.known(word)
    ? new Problem("contradiction", `The event is ${event}, but its status is ${shownText(word)}.`)
    : new Problem("status_unknown", `The status ${shownText(word)} of ${event} is not known.`)
}

/** `uuid` is the request's; one request holds up to 1,000 payouts, told apart by reference. */
export function payoutProviderId(uuid: string, referenceId: string): string {
  return `${uuid}:${referenceId}`
}

/** The request of a payout of Pivot's, by its name; null for a payout of another provider. */
export function requestOf(event: PayoutEvent): string | null {
  const { providerId, reference } = event
  if (reference === null || !providerId.endsWith(`:${reference}`)) return null
  const uuid = providerId.slice(0, -reference.length - 1)
  return uuid === "" || uuid.includes(":") ? null : uuid
}

/** The id of another provider's payout in the place of a uuid, which a colon would end. */
export function uuidFor(providerId: string): string {
  return providerId.replaceAll(":", "%3A")
}

export function payoutKey(uuid: string, referenceId: string, word: string): string {
  return eventKey("payout", uuid, referenceId, word)
}

export function batchKey(uuid: string, event: string, counters: BatchCounters | null): string {
  if (counters === null) return eventKey("batch", uuid, event, "-")
  const each = [counters.pending, counters.success, counters.failed, counters.cancelled]
  const figures = each.flatMap(({ count, amount }) => [count, decimalFromAmount(amount, 0)])
  return eventKey("batch", uuid, event, ...figures)
}

export function paymentKey(id: string, word: string, charges: readonly PaymentCharge[]): string {
  const paid = charges.filter(isPaid).map((charge) => charge.providerId)
  return eventKey("payment", id, word, paid.toSorted().join(","))
}

export function isPaid(charge: PaymentCharge): boolean {
  return charge.status === "SUCCESS"
}

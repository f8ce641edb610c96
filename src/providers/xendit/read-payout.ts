import type { Destination, PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import { isCurrencyCode, sameMoney } from "../../payout/money.ts"
import type { Money } from "../../payout/money.ts"
import type { PayoutStatus } from "../../payout/status.ts"
import { arrayOf, identifierOf, isAbsent, objectOf, shownText, textOf } from "../json-fields.ts"
import { plainObject } from "../json-plain.ts"
import { amountFromWire } from "./amount.ts"
import { readFailure } from "./failure-code.ts"
import type { Payload } from "./payload.ts"
import { Refusal } from "./refusal.ts"
import type { WireForm } from "./wire-form.ts"

/** What the body says around the payout. */
export interface Telling {
  /** Given the payout's own status, for the forms that have no event name. */
  readonly wireEvent: string | ((wireStatus: string) => string)
  readonly promised: PayoutStatus | null
  readonly account: string | null
  readonly occurredAt: string | null
  readonly batchProviderId: string | null
}

/** One payout in one of the forms. Throws a `Refusal` where it cannot be told what it says. */
export function readPayout(fields: Payload, form: WireForm, telling: Telling): PayoutEvent {
  const providerId = takeIdentifier(fields, form.id)
  if (providerId === null) throw new Refusal("field_missing", `The payout has no ${form.id}.`)
  const wireStatus = takeIdentifier(fields, "status")
  if (wireStatus === null) throw new Refusal("field_missing", "The payout has no status.")
  const meaning = form.meaning(wireStatus)
  if (!meaning) {
    throw new Refusal("status_unknown", `The status ${shownText(wireStatus)} is not known here.`)
  }
  const wireEvent =
    typeof telling.wireEvent === "string" ? telling.wireEvent : telling.wireEvent(wireStatus)
  if (telling.promised !== null && telling.promised !== meaning.status) {
    throw new Refusal(
      "contradiction",
      `It is named ${shownText(wireEvent)}, but its status is ${wireStatus}.`,
    )
  }
  const amount = takeAmount(fields, form)
  const account = telling.account ?? identifierOf(fields.peek(form.account)) ?? null
  if (fields.peek(form.account) === account) fields.take(form.account)
  const updated = fields.takeTime("updated") ?? null
  const mayHaveFailed = meaning.status === "failed" || meaning.status === "reversed"
  const failureCode = mayHaveFailed ? (fields.takeText("failure_code") ?? null) : null
  return {
    subject: "payout",
    key: `payout:${providerId}:${wireStatus}`,
    wireEvent,
    providerId,
    live: null,
    account,
    occurredAt: telling.occurredAt ?? updated,
    order: updated,
    aliases: [],
    batchProviderId: telling.batchProviderId,
    reference: takeIdentifier(fields, form.reference),
    status: meaning.status,
    reason: meaning.reason,
    failure:
      meaning.status === "failed" || failureCode !== null
        ? readFailure(failureCode, wireStatus)
        : null,
    amount,
    details: takeDetails(fields, form, amount),
  }
}

/** Null where there is none. Refused where it is no identifier: two ids must never become one. */
export function takeIdentifier(fields: Payload, name: string): string | null {
  const value = fields.take(name)
  if (isAbsent(value)) return null
  const identifier = identifierOf(value)
  if (identifier === undefined) {
    throw new Refusal("field_invalid", `The ${name} is no text of 1 to 255 printable characters.`)
  }
  return identifier
}

function takeAmount(fields: Payload, form: WireForm): Money {
  const currency = takeIdentifier(fields, form.currency) ?? form.currencyImplied
  if (currency === null) throw new Refusal("field_missing", `The payout has no ${form.currency}.`)
  if (!isCurrencyCode(currency)) {
    throw new Refusal("field_invalid", `The ${form.currency} is no ISO 4217 code.`)
  }
  const value = fields.take(form.amount)
  if (isAbsent(value)) throw new Refusal("field_missing", `The payout has no ${form.amount}.`)
  const amount = amountFromWire(value, currency, form.units)
  if (amount === undefined) throw noAmount(form.amount, currency)
  return { amount, currency }
}

function takeDetails(fields: Payload, form: WireForm, amount: Money): PayoutDetails {
  const metadata = objectOf(fields.peek("metadata"))
  if (metadata) fields.take("metadata")
  return withoutMissing({
    channelCode: fields.takeText(form.channelCode),
    description: fields.takeText(form.description),
    metadata: metadata && plainObject(metadata),
    destination: takeDestination(fields, form, amount.currency),
    receiptNotification: takeReceiptNotification(fields),
    sourceAmount: takeSourceAmount(fields, form, amount),
    createdAt: fields.takeTime("created"),
    estimatedArrivalAt: fields.takeTime("estimated_arrival_time"),
    extra: fields.rest(),
  })
}

/** The real v2 bodies have no `channel_properties`: their fields stand beside the others. */
function takeDestination(
  fields: Payload,
  form: WireForm,
  currency: string,
): Destination | undefined {
  const place = form.destinationAt.reduce<Payload | undefined>(
    (outer, name) => outer?.open(name),
    fields,
  )
  const inner = place === fields ? undefined : place
  const text = (name: string) => inner?.takeText(name) ?? fields.takeText(name)
  if (form.repeatsCurrency && inner?.peek("currency") === currency) inner.take("currency")
  const destination = withoutMissing({
    accountNumber: text(form.accountNumber),
    accountHolderName: text(form.accountHolderName),
    accountType: text("account_type"),
    extra: inner?.rest(),
  })
  return Object.keys(destination).length === 0 ? undefined : destination
}

function takeReceiptNotification(
  fields: Payload,
): Readonly<Record<string, readonly string[]>> | undefined {
  const wire = objectOf(fields.peek("receipt_notification"))
  if (!wire) return undefined
  const lists: (readonly [string, readonly string[]])[] = []
  for (const [name, value] of Object.entries(wire)) {
    if (isAbsent(value)) continue
    const list = arrayOf(value)?.map(textOf)
    if (!list || !list.every((address) => address !== undefined)) return undefined
    lists.push([name, list])
  }
  fields.take("receipt_notification")
  return Object.fromEntries(lists)
}

/** Only where it says more than the amount does. */
function takeSourceAmount(fields: Payload, form: WireForm, amount: Money): Money | undefined {
  if (form.source === null) return undefined
  const currency = identifierOf(fields.peek(form.source.currency))
  const value = fields.peek(form.source.amount)
  if (currency === undefined || !isCurrencyCode(currency) || isAbsent(value)) return undefined
  const source = amountFromWire(value, currency, form.units)
  if (source === undefined) throw noAmount(form.source.amount, currency)
  fields.take(form.source.currency)
  fields.take(form.source.amount)
  const money = { amount: source, currency }
  return sameMoney(money, amount) ? undefined : money
}

function noAmount(name: string, currency: string): Refusal {
  return new Refusal("amount_invalid", `The ${name} is no exact, possible amount of ${currency}.`)
}

/** Its argument was made here, so it may be changed here. */
function withoutMissing<T extends Record<string, unknown>>(object: T): T {
  for (const name of Object.keys(object)) if (object[name] === undefined) delete object[name]
  return object
}

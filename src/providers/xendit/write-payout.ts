import type { Destination, PayoutEvent } from "../../payout/event.ts"
import { timeFromWire } from "../times.ts"
import { amountToWire } from "./amount.ts"
import type { Draft } from "./draft.ts"
import { writeFailureCode, type FailureWords } from "./failure-code.ts"
import { formOfOrigin } from "./webhook-name.ts"
import type { EncodedForm, WebhookName } from "./webhook-name.ts"
import type { WireForm } from "./wire-form.ts"
import { writeRest } from "./write-rest.ts"

export interface Writing {
  readonly encoded: EncodedForm
  readonly form: WireForm
  readonly name: WebhookName
  /** When it is sent, or null for "when it happened". */
  readonly sentAt: string | null
}

/** The body of the webhook, or undefined where the form cannot write the amount exactly. */
export function writePayout(event: PayoutEvent, writing: Writing): Draft | undefined {
  const { form, name } = writing
  const payout = writeFields(event, writing)
  if (!payout) return undefined
  if (!form.enveloped) return withoutMissing({ event: name.wireEvent ?? undefined, ...payout })
  return withoutMissing({
    event: name.wireEvent,
    [form.account]: event.account ?? undefined,
    created: writing.sentAt ?? event.occurredAt ?? undefined,
    data: payout,
    api_version: writing.encoded === "flat" ? "v2" : undefined,
  })
}

function writeFields(event: PayoutEvent, { encoded, form, name }: Writing): Draft | undefined {
  const { details } = event
  const amounts = writeAmounts(event, form)
  if (!amounts) return undefined
  const own = speaksOf(event, encoded)
  const payout: Draft = withoutMissing({
    [form.id]: event.providerId,
    ...amounts,
    [form.channelCode]: details.channelCode,
    status: name.wireStatus,
    [form.description]: details.description,
    [form.reference]: event.reference ?? undefined,
    failure_code: writeFailureCode(event.failure, { words: FAILURE_WORDS[encoded], own }),
    created: details.createdAt,
    updated: writeUpdated(event),
    estimated_arrival_time: details.estimatedArrivalAt,
    receipt_notification: details.receiptNotification,
    metadata: details.metadata,
  })
  writeDestination(payout, { event, encoded, form, own })
  // Another provider's further fields have no meaning under Xendit's roof.
  if (own && details.extra) writeRest(payout, details.extra)
  if (encoded !== "flat" && event.account !== null) payout[form.account] ??= event.account
  if (encoded === "v3") payout["sender"] ??= {}
  return payout
}

const FAILURE_WORDS = {
  documented: "v2",
  flat: "v2",
  v3: "v3",
  remittance: "v3",
  legacy: "legacy",
} as const satisfies Record<EncodedForm, FailureWords>

/** Are the event's codes and further fields those of this form? */
function speaksOf(event: PayoutEvent, encoded: EncodedForm): boolean {
  const origin = formOfOrigin(event)
  return origin === encoded || (origin === "documented" && encoded === "flat")
}

function writeAmounts(event: PayoutEvent, form: WireForm): Draft | undefined {
  if (event.amount === null) return undefined
  const { currency } = event.amount
  const amount = amountToWire(event.amount.amount, currency, form.units)
  if (amount === undefined) return undefined
  const amounts: Draft = { [form.amount]: amount }
  if (currency !== form.currencyImplied) amounts[form.currency] = currency
  if (form.source === null) return amounts
  const source = event.details.sourceAmount ?? event.amount
  const sourceAmount = amountToWire(source.amount, source.currency, form.units)
  if (sourceAmount === undefined) return undefined
  return {
    [form.source.currency]: source.currency,
    [form.source.amount]: sourceAmount,
    ...amounts,
  }
}

/** Only a time can be an order here; another provider's order may be a number. */
function writeUpdated(event: PayoutEvent): string | undefined {
  if (event.order !== null && timeFromWire(event.order) === event.order) return event.order
  return formOfOrigin(event) === undefined ? (event.occurredAt ?? undefined) : undefined
}

function writeDestination(
  payout: Draft,
  options: {
    readonly event: PayoutEvent
    readonly encoded: EncodedForm
    readonly form: WireForm
    readonly own: boolean
  },
): void {
  const { event, encoded, form } = options
  const destination: Destination = event.details.destination ?? {}
  const fields: Draft = withoutMissing({
    [form.accountNumber]: destination.accountNumber,
    [form.accountHolderName]: destination.accountHolderName,
    account_type: destination.accountType,
  })
  const extra = options.own ? (destination.extra ?? {}) : {}
  if (form.destinationAt.length === 0) {
    Object.assign(payout, fields)
    // The real form of a cash payout was never recorded: its further fields go where v2 prints them.
    const further: Draft = {}
    writeRest(further, extra)
    if (encoded === "flat" && Object.keys(further).length > 0) {
      payout["channel_properties"] = further
    }
    return
  }
  writeRest(fields, extra)
  if (form.repeatsCurrency) fields["currency"] ??= event.amount?.currency
  // A handler that follows the page looks into it without asking whether it is there.
  const isExpected = encoded === "documented" && !options.own
  if (Object.keys(fields).length === 0 && !isExpected) return
  form.destinationAt.reduce<Draft>((outer, name, index) => {
    const inner = index === form.destinationAt.length - 1 ? fields : {}
    outer[name] = inner
    return inner
  }, payout)
}

function withoutMissing(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
}

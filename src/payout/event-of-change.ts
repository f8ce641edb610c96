import type { PaymentState } from "./apply-payment.ts"
import type { PayoutState } from "./apply-payout.ts"
import type { Change } from "./canonical.ts"
import type {
  BatchEvent,
  Destination,
  PaidoutEvent,
  PaymentEvent,
  PayoutDetails,
  PayoutEvent,
} from "./event.ts"
import { amountFromDecimal, type Money } from "./money.ts"
import type { Payment } from "./payment.ts"
import type { Payout } from "./payout.ts"
import { TIERS } from "./status.ts"

/** Of the ledger's scale. */
const AMOUNT_DECIMALS = 4

/**
 * The change as an event again, so that any provider's `encode` can say it: what the ledger knows,
 * whole, with the names and the account of the event that told it, where that is at hand.
 */
export function eventOfChange(
  change: Change,
  beside: {
    /** The whole destination, unmasked. */
    readonly destination: Destination | null
    /** The merchant account to name; null: the one that the event names. */
    readonly account: string | null
  },
): PaidoutEvent {
  switch (change.subject) {
    case "payout":
      return payoutEvent(change, beside)
    case "batch":
      return batchEvent(change, beside.account)
    case "payment":
      return paymentEvent(change, beside.account)
  }
}

type Of<Subject> = Extract<Change, { readonly subject: Subject }>

function payoutEvent(
  change: Of<"payout">,
  beside: { readonly destination: Destination | null; readonly account: string | null },
): PayoutEvent {
  const { payout } = change
  const told = change.told?.subject === "payout" ? change.told : null
  return {
    ...shared(change, told, beside.account),
    order: told?.order ?? keptOrder(payout),
    subject: "payout",
    providerId: payout.providerId ?? (told?.providerId || payout.id),
    aliases: told?.aliases ?? [],
    batchProviderId: told?.batchProviderId ?? null,
    reference: payout.reference,
    live: payout.live,
    status: payout.status,
    reason: payout.reason,
    failure: payout.failure,
    amount: payout.amount,
    details: detailsOf(payout, told, beside.destination),
  }
}

/** The provider's order of what the payout stands at, as the ledger's facts hold it. */
function keptOrder(payout: Payout): string | null {
  if (!("facts" in payout)) return null
  const { facts, status } = payout as PayoutState
  const orders = TIERS.map((tier) => facts[`${status}:${tier}`]?.order)
  return orders.find((order) => order !== undefined) ?? null
}

function detailsOf(
  payout: Payout,
  told: PayoutEvent | null,
  destination: Destination | null,
): PayoutDetails {
  const kept: Readonly<Record<string, unknown>> =
    "details" in payout ? (payout as PayoutState).details : {}
  const { receipt_notification: receiptNotification, source_amount, ...rest } = kept
  const sourceAmount = told?.details.sourceAmount ?? moneyOf(source_amount)
  const extra = Object.fromEntries(
    Object.entries(rest).filter((each): each is [string, string] => typeof each[1] === "string"),
  )
  return {
    ...(payout.channelCode !== null && { channelCode: payout.channelCode }),
    ...(payout.description !== null && { description: payout.description }),
    ...(payout.metadata !== null && { metadata: payout.metadata }),
    ...(payout.estimatedArrivalAt !== null && { estimatedArrivalAt: payout.estimatedArrivalAt }),
    ...(destination !== null && { destination }),
    ...(typeof receiptNotification === "object" &&
      receiptNotification !== null && {
        receiptNotification: receiptNotification as Readonly<Record<string, readonly string[]>>,
      }),
    ...(sourceAmount !== undefined && { sourceAmount }),
    ...(Object.keys(extra).length > 0 && { extra }),
    createdAt: createdAtOf(payout),
  }
}

/** What `moneyToWire` wrote. */
function moneyOf(kept: unknown): Money | undefined {
  if (typeof kept !== "object" || kept === null) return undefined
  const { value, currency } = kept as { readonly value?: unknown; readonly currency?: unknown }
  if (typeof value !== "string" || typeof currency !== "string") return undefined
  const amount = amountFromDecimal(value, AMOUNT_DECIMALS)
  return amount === undefined ? undefined : { amount, currency }
}

function createdAtOf(known: Payout | Payment): string {
  const byProvider =
    "providerCreatedAt" in known ? (known as PayoutState | PaymentState).providerCreatedAt : null
  return byProvider ?? known.createdAt
}

function batchEvent(change: Of<"batch">, account: string | null): BatchEvent {
  const { batch } = change
  const told = change.told?.subject === "batch" ? change.told : null
  return {
    ...shared(change, told, account),
    subject: "batch",
    providerId: batch.providerId,
    live: batch.live,
    status: batch.status,
    reason: batch.reason,
    counters: batch.counters,
  }
}

function paymentEvent(change: Of<"payment">, account: string | null): PaymentEvent {
  const { payment, paidCharge } = change
  const told = change.told?.subject === "payment" ? change.told : null
  return {
    ...shared(change, told, account),
    subject: "payment",
    providerId: payment.providerId,
    live: payment.live,
    reference: payment.reference,
    status: payment.status,
    cancellationReason: payment.cancellationReason,
    amount: payment.amount,
    paymentType: payment.paymentType,
    paidCharge: paidCharge?.providerId ?? null,
    // The charge as it was told: the ledger's own may have been told otherwise since.
    charges: payment.charges.map((charge) =>
      charge.providerId === paidCharge?.providerId ? paidCharge : charge,
    ),
    ...(payment.metadata !== null && { metadata: payment.metadata }),
    createdAt: told?.createdAt ?? createdAtOf(payment),
    ...(payment.expiresAt !== null && { expiresAt: payment.expiresAt }),
  }
}

function shared(change: Change, told: PaidoutEvent | null, account: string | null) {
  return {
    key: told?.key ?? "",
    wireEvent: change.wireEvent,
    account: account ?? told?.account ?? null,
    occurredAt: change.occurredAt ?? change.at,
    order: told?.order ?? null,
  }
}

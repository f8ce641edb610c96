import { batchView, type Batch } from "./batch.ts"
import { chargeView, paymentView, type Payment } from "./payment.ts"
import { payoutView, type IdWriter, type Payout } from "./payout.ts"
import type { PaidoutEvent, PaymentCharge } from "./event.ts"

/** Versions of our own event bodies, newest last. An endpoint is pinned to the one it began with. */
export const CANONICAL_VERSIONS = ["2026-11-21"] as const
export type CanonicalVersion = (typeof CANONICAL_VERSIONS)[number]
export const CANONICAL_VERSION: CanonicalVersion = "2026-11-21"

/** Every event type that can be delivered, besides `endpoint.test`. */
export const EVENT_TYPES = [
  "payout.pending",
  "payout.processing",
  "payout.paid",
  "payout.failed",
  "payout.cancelled",
  "payout.reversed",
  "batch.pending",
  "batch.processing",
  "batch.done",
  "batch.cancelled",
  "payment.processing",
  "payment.paid",
  "payment.cancelled",
  "payment.charge_paid",
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** A change that was applied, with the thing as it stands after it. */
export type Change = {
  /** The history entry's id: `webhook-id` of every delivery of it. */
  readonly eventId: string
  readonly merchantId: string
  readonly type: EventType
  readonly previousStatus: string | null
  readonly sequence: number
  /** When it was applied (RFC 3339 UTC). */
  readonly at: string
  /** When it happened, by the provider's word. */
  readonly occurredAt: string | null
  /** The provider's own word for it. */
  readonly wireEvent: string
  /** The event that told it; null where the change is read back from the ledger. */
  readonly told: PaidoutEvent | null
} & (
  | { readonly subject: "payout"; readonly payout: Payout }
  | { readonly subject: "batch"; readonly batch: Batch }
  | {
      readonly subject: "payment"
      readonly payment: Payment
      readonly paidCharge: PaymentCharge | null
    }
)

/**
 * The canonical body: `{type, timestamp, version, data: {payout | batch | payment,
 * previous_status, sequence, occurred_at}}`, as JSON text. These bytes are frozen and signed.
 */
export function canonicalBody(change: Change, idText: IdWriter): string {
  return JSON.stringify({
    type: change.type,
    timestamp: change.at,
    version: CANONICAL_VERSION,
    data: {
      ...subjectView(change, idText),
      previous_status: change.previousStatus,
      sequence: change.sequence,
      occurred_at: change.occurredAt,
    },
  })
}

function subjectView(change: Change, idText: IdWriter): object {
  switch (change.subject) {
    case "payout":
      return { payout: payoutView(change.payout, idText) }
    case "batch":
      return { batch: batchView(change.batch, idText) }
    case "payment":
      return {
        payment: paymentView(change.payment, idText),
        ...(change.paidCharge === null ? {} : { charge: chargeView(change.paidCharge) }),
      }
  }
}

/** What changed, as it stands after the change. */
export function subjectOf(change: Change): Payout | Batch | Payment {
  switch (change.subject) {
    case "payout":
      return change.payout
    case "batch":
      return change.batch
    case "payment":
      return change.payment
  }
}

/** Does `payout.*`, `*` or `payout.paid` select this type? */
export function selectsType(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "*" ||
      pattern === type ||
      (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))),
  )
}

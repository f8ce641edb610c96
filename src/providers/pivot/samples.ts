import { randomUUID } from "node:crypto"
import type {
  BatchCounters,
  BatchEvent,
  PaidoutEvent,
  PaymentCharge,
  PaymentEvent,
  PayoutEvent,
} from "../../payout/event.ts"
import type { Money } from "../../payout/money.ts"
import { batchKey, paymentKey, payoutKey, payoutProviderId } from "./payload.ts"
import { BULK_EVENTS, failureCodeOf, PAYMENT_EVENTS, SINGLE_EVENTS } from "./status.ts"

/** One event per callback of Pivot, each about a new payout, request or payment. */
export const samples: Readonly<Record<string, () => PaidoutEvent>> = {
  "payout.success": () => payout("PAYOUT.SUCCESS"),
  "payout.failed": () => payout("PAYOUT.FAILED", "Inactive account"),
  "payout.delayed": () => payout("PAYOUT.DELAYED"),
  "payout.done": () => batch("PAYOUT.DONE", { pending: 1, success: 2, failed: 1 }),
  "payout.pending": () => batch("PAYOUT.PENDING", { pending: 3 }),
  "payout.bulk-delayed": () => batch("PAYOUT.DELAYED", { pending: 3 }),
  "payout.cancelled": () => batch("PAYOUT.CANCELLED", { cancelled: 3 }),
  "payment.processing": () => payment("PAYMENT.PROCESSING", "PROCESSING"),
  "payment.paid": () => payment("PAYMENT.PAID", "SUCCESS"),
  "payment.cancelled": () => payment("PAYMENT.CANCELLED", "FAILED"),
  "charge.success": () => payment("CHARGE.SUCCESS", "SUCCESS"),
}

/** 150,000 rupiah. */
const AMOUNT: Money = { amount: 1_500_000_000n, currency: "IDR" }
const MERCHANT_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
const MINUTE_MS = 60_000

function payout(event: keyof typeof SINGLE_EVENTS, reason: string | null = null): PayoutEvent {
  const meaning = SINGLE_EVENTS[event]
  const uuid = randomUUID()
  const reference = newReference("payout")
  return {
    subject: "payout",
    live: null,
    account: MERCHANT_ID,
    key: payoutKey(uuid, reference, meaning.word),
    wireEvent: event,
    providerId: payoutProviderId(uuid, reference),
    occurredAt: null,
    order: null,
    aliases: [],
    batchProviderId: uuid,
    reference,
    status: meaning.status,
    reason: meaning.reason,
    failure:
      reason === null
        ? null
        : { code: failureCodeOf(reason), providerCode: null, providerReason: reason },
    amount: AMOUNT,
    details: {},
  }
}

function batch(
  event: keyof typeof BULK_EVENTS,
  counts: { readonly [name in keyof Omit<BatchCounters, "currency">]?: number },
): BatchEvent {
  const uuid = randomUUID()
  const counter = (count = 0) => ({ count, amount: BigInt(count) * AMOUNT.amount })
  const counters: BatchCounters = {
    currency: AMOUNT.currency,
    pending: counter(counts.pending),
    success: counter(counts.success),
    failed: counter(counts.failed),
    cancelled: counter(counts.cancelled),
  }
  const { status, reason } = BULK_EVENTS[event]
  return {
    subject: "batch",
    live: null,
    account: MERCHANT_ID,
    key: batchKey(uuid, event, counters),
    wireEvent: event,
    providerId: uuid,
    occurredAt: null,
    order: null,
    status,
    reason,
    counters,
  }
}

function payment(event: keyof typeof PAYMENT_EVENTS, chargeStatus: string): PaymentEvent {
  const { status, word } = PAYMENT_EVENTS[event]
  const id = randomUUID()
  const updatedAtMs = Date.now()
  const updatedAt = new Date(updatedAtMs).toISOString()
  const charge: PaymentCharge = {
    providerId: randomUUID(),
    status: chargeStatus,
    amount: AMOUNT,
    paidAt: chargeStatus === "SUCCESS" ? updatedAt : null,
  }
  return {
    subject: "payment",
    live: null,
    account: null,
    key: paymentKey(id, word, [charge]),
    wireEvent: event,
    providerId: id,
    occurredAt: updatedAt,
    order: updatedAt,
    reference: newReference("payment"),
    status: status ?? "processing",
    cancellationReason: status === "cancelled" ? "CHARGE_FAILED" : null,
    amount: AMOUNT,
    paymentType: status === null ? "multiple" : "single",
    paidCharge: status === null ? charge.providerId : null,
    charges: [charge],
    metadata: { invoiceNo: "INV-2026-001" },
    createdAt: new Date(updatedAtMs - MINUTE_MS).toISOString(),
    expiresAt: new Date(updatedAtMs + 14 * MINUTE_MS).toISOString(),
  }
}

function newReference(what: string): string {
  return `sample-${what}-${randomUUID().slice(0, 8)}`
}

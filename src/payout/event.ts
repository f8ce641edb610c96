import type { Failure } from "./failure.ts"
import type { Money } from "./money.ts"
import type { BatchStatus, PaymentStatus, PayoutStatus, Reason } from "./status.ts"

/**
 * An event is one decoded fact about a payout, a batch or a payment, in our words. Providers make
 * them (`decode`), pollers and operators make them too; the ledger applies them.
 */
export type PaidoutEvent = PayoutEvent | BatchEvent | PaymentEvent

/**
 * Of an event that a person or a timer tells: it brings no id of the provider, and the ledger knows
 * what it is about. An announced payout may have none yet.
 */
export const NO_PROVIDER_ID = ""

interface EventBase {
  /**
   * Idempotency by meaning: two tellings of the same fact have the same key, whatever their bytes
   * or time. Unique within a source. At most 500 characters.
   */
  readonly key: string
  /** The provider's own word for it: `payout.succeeded`, `PAYOUT_THIRDPARTY`. */
  readonly wireEvent: string
  /** The provider's id of the thing that changed. Opaque; `NO_PROVIDER_ID` where there is none. */
  readonly providerId: string
  /** False in the provider's test mode; null where the wire does not tell. */
  readonly live: boolean | null
  /** The merchant account it speaks of, where the wire tells (`merchantId`, `business_id`, …). */
  readonly account: string | null
  /** When it happened, by the provider's word (RFC 3339 UTC), or null where the wire has none. */
  readonly occurredAt: string | null
  /**
   * The provider's own order of its facts about one payout, or null where it gives none. Compared
   * as text, so numbers are zero-padded and times are RFC 3339 UTC with milliseconds.
   */
  readonly order: string | null
}

export interface PayoutEvent extends EventBase {
  readonly subject: "payout"
  /** Every other name of this payout that this provider may use later. */
  readonly aliases: readonly string[]
  /** The provider's id of the batch it belongs to, if any. */
  readonly batchProviderId: string | null
  readonly reference: string | null
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly failure: Failure | null
  /** Null where the wire does not tell it. */
  readonly amount: Money | null
  readonly details: PayoutDetails
}

/** What else is known of a payout. A missing field means that this event does not tell. */
export interface PayoutDetails {
  readonly channelCode?: string
  readonly description?: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly destination?: Destination
  readonly receiptNotification?: Readonly<Record<string, readonly string[]>>
  /** What the sender is charged, where it differs from the amount (cross-currency). */
  readonly sourceAmount?: Money
  readonly createdAt?: string
  readonly estimatedArrivalAt?: string
  /** Anything of the wire that is worth keeping and has no field of ours. Strings only. */
  readonly extra?: Readonly<Record<string, string>>
}

export interface Destination {
  readonly accountNumber?: string
  readonly accountHolderName?: string
  readonly accountType?: string
  /** Further fields of the provider's destination, as they came. */
  readonly extra?: Readonly<Record<string, string>>
}

export interface BatchEvent extends EventBase {
  readonly subject: "batch"
  readonly status: BatchStatus
  readonly reason: Reason | null
  readonly counters: BatchCounters | null
}

/** Amounts are in units of 1/10,000 of the currency. */
export interface BatchCounters {
  readonly currency: string
  readonly pending: BatchCounter
  readonly success: BatchCounter
  readonly failed: BatchCounter
  readonly cancelled: BatchCounter
}

export interface BatchCounter {
  readonly count: number
  readonly amount: bigint
}

export interface PaymentEvent extends EventBase {
  readonly subject: "payment"
  readonly reference: string | null
  readonly status: PaymentStatus
  readonly cancellationReason: string | null
  readonly amount: Money | null
  readonly paymentType: "single" | "multiple" | null
  /** A charge of a multiple-payment session that was paid: this event tells of it. */
  readonly paidCharge: string | null
  readonly charges: readonly PaymentCharge[]
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly createdAt?: string
  readonly expiresAt?: string
}

export interface PaymentCharge {
  readonly providerId: string
  /** The provider's own word. */
  readonly status: string
  readonly amount: Money | null
  readonly paidAt: string | null
}

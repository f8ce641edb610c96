import type { EventType } from "./canonical.ts"
import type { BatchCounters, PaymentCharge } from "./event.ts"
import type { Failure } from "./failure.ts"
import type { Certainty, Tier, Via } from "./status.ts"

/** Why an event of the history changed nothing. */
export type RefusedBecause =
  | "duplicate"
  | "late"
  | "outranked"
  | "amount_mismatch"
  | "currency_mismatch"
  | "name_conflict"
  /** The provider's API did not say the same. */
  | "unconfirmed"

/** Who told an event, and when we wrote it down. */
export interface Teller {
  readonly via: Via
  readonly tier: Tier
  readonly messageId: string | null
  /** Of a poll: what the provider answered. */
  readonly readingId: string | null
  /** RFC 3339 UTC. */
  readonly recordedAt: string
  readonly note: string | null
}

/** One event in the history of a payout, batch or payment, applied or refused. */
export interface HistoryEntry extends Teller {
  readonly merchantId: string
  /** An applied entry's id is the id of the event that is delivered. */
  readonly id: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly applied: boolean
  /** Counts the applied entries of the subject from 1; null for refused ones. */
  readonly sequence: number | null
  /** What it stands at afterwards; for a refused entry, what the event claimed. */
  readonly status: string
  /** What it stood at before; null for the first. */
  readonly previousStatus: string | null
  readonly reason: string | null
  readonly certainty: Certainty
  readonly refusedBecause: RefusedBecause | null
  readonly type: EventType | null
  readonly wireEvent: string
  readonly failure: Failure | null
  readonly occurredAt: string | null
  readonly detail?: HistoryDetail
}

/** What an applied entry told that its subject does not hold, or may have moved on from. */
export interface HistoryDetail {
  readonly counters?: BatchCounters
  readonly paidCharge?: PaymentCharge
  /** The further names under which it told of a payout. */
  readonly aliases?: readonly string[]
}

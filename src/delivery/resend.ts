import type { AnswerClass, DeliveryState } from "./delivery.ts"

/** States that a delivery can be resent from; in the others it stands in the queue. */
export const RESENDABLE_STATES = [
  "exhausted",
  "missed",
  "discarded",
  "delivered",
] as const satisfies readonly DeliveryState[]
export type ResendableState = (typeof RESENDABLE_STATES)[number]

/** The endpoint never got it, and it does not stand in the queue. */
const NEVER_DELIVERED = [
  "exhausted",
  "missed",
  "discarded",
] as const satisfies readonly ResendableState[]

/** Deliveries that one resend may name one by one: what a person selects. */
export const RESENT_IDS_MAX = 500

/** Which deliveries a resend takes. Ids are UUIDs, times RFC 3339 UTC; what is not set is any. */
export interface ResendFilter {
  readonly endpointId?: string
  readonly states?: readonly ResendableState[]
  readonly neverDelivered?: true
  /** `payout.*`, `payout.paid`, …; `*` is any. */
  readonly types?: readonly string[]
  /** Why its last attempt failed. */
  readonly cause?: string
  readonly answer?: AnswerClass
  readonly dialect?: string
  /** These, whatever else; at most `RESENT_IDS_MAX`. */
  readonly deliveryIds?: readonly string[]
  readonly payoutId?: string
  readonly eventId?: string
  /** Made at this time or later. */
  readonly createdAfter?: string
  /** Made before this time. */
  readonly createdBefore?: string
  /** What it comes to: the subject of the payout or event. */
  readonly subjectId?: string
}

export function statesOf(filter: ResendFilter): readonly ResendableState[] {
  return filter.neverDelivered === true ? NEVER_DELIVERED : (filter.states ?? RESENDABLE_STATES)
}

/** A resend of many deliveries, and how far it has come. */
export interface Resend {
  readonly merchantId: string
  readonly id: string
  readonly filter: ResendFilter
  readonly state: ResendState
  /** How many the filter found when it began; null: too many to count. */
  readonly total: number | null
  /** Put into the queue so far. */
  readonly requeued: number
  /** Of those, in the queue still: not tried yet. */
  readonly waiting: number
  /** … or tried in vain, and due again by the endpoint's schedule. */
  readonly retrying: number
  readonly delivered: number
  /** Exhausted again, or refused for good. */
  readonly failed: number
  /** Taken out of the queue by the cancelling. */
  readonly withdrawn: number
  /** Not put into the queue: their endpoint is disabled or deleted. */
  readonly skipped: number
  /** Nothing more of it will be put into the queue. */
  readonly allQueued: boolean
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const RESEND_STATES = ["running", "done", "cancelled"] as const
export type ResendState = (typeof RESEND_STATES)[number]

import type {
  BatchStatus,
  PaymentStatus,
  PayoutStatus,
  Reason,
  REASONS,
} from "../../payout/status.ts"
import type { BULK_EVENTS, SINGLE_EVENTS } from "./status.ts"

/** What is told in Pivot's words, cell by cell. The motives stand in MAPPING.md, "As a dialect". */

/** A status with the reason why it is there: `pending`, `pending awaiting_review`, … */
type Place<Status extends PayoutStatus = PayoutStatus> = {
  [Each in Status]: Each | `${Each} ${(typeof REASONS)[Each][number]}`
}[Status]

/** What a handler is to know of a payout, by Pivot's own status words. */
export type Saying = "PENDING" | "DELAYED" | "SUCCESS" | "FAILED" | "CANCELLED"

/** Null: Pivot has no word for it, and nothing is sent. */
const PAYOUT_SAYINGS = {
  pending: null,
  "pending awaiting_review": null,
  "pending insufficient_balance": "PENDING",
  "pending compliance_review": null,
  processing: null,
  "processing ready_for_pickup": null,
  "processing delayed": "DELAYED",
  "processing booked": null,
  paid: "SUCCESS",
  failed: "FAILED",
  cancelled: "CANCELLED",
  "cancelled declined": "CANCELLED",
  "cancelled expired": "CANCELLED",
  // FAILED where the endpoint wishes `reversal_as_failed`.
  reversed: null,
} as const satisfies Record<Place, Saying | null>

/**
 * What may have been told last, so that each is still news. Finals are never taken back to a step
 * before them, and of FAILED and CANCELLED only the first is told: both give the money back.
 */
export const NEWS_AFTER = {
  PENDING: ["nothing"],
  DELAYED: ["nothing", "PENDING"],
  SUCCESS: ["nothing", "PENDING", "DELAYED", "FAILED", "CANCELLED"],
  FAILED: ["nothing", "PENDING", "DELAYED", "SUCCESS"],
  CANCELLED: ["nothing", "PENDING", "DELAYED", "SUCCESS"],
} as const satisfies Record<Saying, readonly (Saying | "nothing")[]>

/** Single Payout: its event, which says all. */
export const SINGLE_WORDS = {
  PENDING: null,
  DELAYED: "PAYOUT.DELAYED",
  SUCCESS: "PAYOUT.SUCCESS",
  FAILED: "PAYOUT.FAILED",
  CANCELLED: null,
} as const satisfies Record<Saying, keyof typeof SINGLE_EVENTS | null>

/** Bulk Payout, a request of one: its event, and the counter that is one. */
export const BULK_WORDS = {
  PENDING: { event: "PAYOUT.PENDING", counter: "pending" },
  DELAYED: { event: "PAYOUT.DELAYED", counter: "pending" },
  SUCCESS: { event: "PAYOUT.DONE", counter: "success" },
  FAILED: { event: "PAYOUT.DONE", counter: "failed" },
  CANCELLED: { event: "PAYOUT.CANCELLED", counter: "cancelled" },
} as const satisfies Record<
  Saying,
  {
    readonly event: keyof typeof BULK_EVENTS
    readonly counter: "pending" | "success" | "failed" | "cancelled"
  }
>

const BATCH_EVENTS = {
  pending: null,
  "pending awaiting_review": null,
  "pending insufficient_balance": "PAYOUT.PENDING",
  "pending compliance_review": null,
  processing: null,
  "processing ready_for_pickup": null,
  "processing delayed": "PAYOUT.DELAYED",
  "processing booked": null,
  done: "PAYOUT.DONE",
  cancelled: "PAYOUT.CANCELLED",
  "cancelled declined": "PAYOUT.CANCELLED",
  "cancelled expired": "PAYOUT.CANCELLED",
} as const satisfies Record<
  Place<Extract<PayoutStatus, BatchStatus>> | "done",
  keyof typeof BULK_EVENTS | null
>

/** The same of a payment session, by its events. A paid charge is told each time. */
export const PAYMENT_NEWS_AFTER = {
  "PAYMENT.PROCESSING": ["nothing"],
  "PAYMENT.PAID": ["nothing", "PAYMENT.PROCESSING", "PAYMENT.CANCELLED", "CHARGE.SUCCESS"],
  "PAYMENT.CANCELLED": ["nothing", "PAYMENT.PROCESSING", "PAYMENT.PAID", "CHARGE.SUCCESS"],
  "CHARGE.SUCCESS": [
    "nothing",
    "PAYMENT.PROCESSING",
    "PAYMENT.PAID",
    "PAYMENT.CANCELLED",
    "CHARGE.SUCCESS",
  ],
} as const satisfies Record<PaymentWord, readonly (PaymentWord | "nothing")[]>

export type PaymentWord = `PAYMENT.${Uppercase<PaymentStatus>}` | "CHARGE.SUCCESS"

export function payoutSaying(status: PayoutStatus, reason: Reason | null): Saying | null {
  return at(PAYOUT_SAYINGS, status, reason)
}

export function batchEvent(
  status: BatchStatus,
  reason: Reason | null,
): keyof typeof BULK_EVENTS | null {
  return at(BATCH_EVENTS, status, reason)
}

/** A reason that does not belong to the status says nothing of its own. */
function at<Cell>(
  table: Readonly<Record<string, Cell>>,
  status: string,
  reason: Reason | null,
): Cell | null {
  const place = `${status} ${reason}`
  return table[Object.hasOwn(table, place) ? place : status] ?? null
}

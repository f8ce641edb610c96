import type { FailureCode } from "../../payout/failure.ts"
import type { BatchStatus, PaymentStatus, PayoutStatus, Reason } from "../../payout/status.ts"

/** Pivot's words, in tables. Sources: MAPPING.md. */

interface Meaning<Status> {
  readonly status: Status
  readonly reason: Reason | null
  /** The status word that stands in keys, and that `encode` writes. */
  readonly word: string
  /** The status words that may come with this event; any other known word contradicts it. */
  readonly agreesWith: readonly string[]
}

/** Not printed anywhere: which word a delayed payout or request carries. Unfinished ones agree. */
const UNFINISHED = ["DELAYED", "PROCESSING", "IN_PROGRESS"]

export const SINGLE_EVENTS = {
  "PAYOUT.SUCCESS": { status: "paid", reason: null, word: "SUCCESS", agreesWith: ["SUCCESS"] },
  "PAYOUT.FAILED": { status: "failed", reason: null, word: "FAILED", agreesWith: ["FAILED"] },
  "PAYOUT.DELAYED": {
    status: "processing",
    reason: "delayed",
    word: "DELAYED",
    agreesWith: [...UNFINISHED, "PENDING"],
  },
} as const satisfies Record<string, Meaning<PayoutStatus>>

/** `DONE` says that the bank has answered for some or all; only the counters say how. */
export const BULK_EVENTS = {
  "PAYOUT.DONE": { status: "done", reason: null, word: "DONE", agreesWith: ["DONE"] },
  "PAYOUT.PENDING": {
    status: "pending",
    reason: "insufficient_balance",
    word: "PENDING",
    agreesWith: ["PENDING"],
  },
  "PAYOUT.DELAYED": {
    status: "processing",
    reason: "delayed",
    word: "DELAYED",
    agreesWith: UNFINISHED,
  },
  "PAYOUT.CANCELLED": {
    status: "cancelled",
    reason: null,
    word: "CANCELLED",
    agreesWith: ["CANCELLED", "CANCELED"],
  },
} as const satisfies Record<string, Meaning<BatchStatus>>

export const PAYOUT_WORDS: ReadonlySet<string> = new Set(
  "SUCCESS FAILED DELAYED PROCESSING PENDING APPROVED REJECTED DONE IN_PROGRESS CANCELLED CANCELED".split(
    " ",
  ),
)

/** Every documented state of a payment session; a time-out is a cancellation (Payment Notify). */
export const SESSION_STATUSES = {
  REQUIRE_PAYMENT_METHOD: "processing",
  REQUIRE_CONFIRMATION: "processing",
  REQUIRE_ACTION: "processing",
  ACTIVE: "processing",
  PROCESSING: "processing",
  PAID: "paid",
  CANCELLED: "cancelled",
  EXPIRED: "cancelled",
  INACTIVE: "cancelled",
} as const satisfies Record<string, PaymentStatus>

interface PaymentMeaning {
  /** Null: the session's own status decides, the event tells of one charge of it. */
  readonly status: PaymentStatus | null
  /** Stands in keys. */
  readonly word: string
}

export const PAYMENT_EVENTS = {
  "PAYMENT.PROCESSING": { status: "processing", word: "PROCESSING" },
  "PAYMENT.PAID": { status: "paid", word: "PAID" },
  /** The stale name of PAYMENT.PAID in a quick-start page: the same fact, hence the same key. */
  "PAYMENT.SUCCESS": { status: "paid", word: "PAID" },
  "PAYMENT.CANCELLED": { status: "cancelled", word: "CANCELLED" },
  "CHARGE.SUCCESS": { status: null, word: "CHARGE" },
} as const satisfies Record<string, PaymentMeaning>

/** Products whose callbacks are known and not about a payout, a batch or a payment. */
export const OTHER_PRODUCTS =
  /^(?:MERCHANT-TOP-UP|WITHDRAW|REFUND|SUB\.ACTIVATION|INTERNATIONAL_PAYOUT)\.[A-Z_]{1,60}$/

/** `payouts[].reason` of a failed payout, compared without regard to case and spacing. */
const FAILURE_REASONS: Readonly<Record<string, FailureCode>> = {
  "invalid account": "destination_invalid",
  "inactive account": "destination_inactive",
  "dormant account": "destination_inactive",
  "declined due to beneficiary limit": "destination_limit",
  "failed to process by bank network": "bank_network_error",
  "unknown bank network error": "bank_network_error",
  "feature not allowed at this time": "not_allowed",
  "insufficient balance": "insufficient_balance",
}

/** Unknown text, and none at all, is `unknown`; the text itself is kept beside the code. */
export function failureCodeOf(reason: string | null): FailureCode {
  const words = (reason ?? "").trim().toLowerCase().split(/\s+/).join(" ").replace(/\.$/, "")
  return Object.hasOwn(FAILURE_REASONS, words) ? (FAILURE_REASONS[words] ?? "unknown") : "unknown"
}

/** What Pivot would say for a failure of another provider. */
export const REASON_FOR_FAILURE = {
  insufficient_balance: "Insufficient Balance",
  destination_invalid: "Invalid account",
  destination_inactive: "Inactive account",
  destination_limit: "Declined due to beneficiary limit",
  destination_maximum: "Declined due to beneficiary limit",
  destination_name_mismatch: "Invalid account",
  rejected_by_bank: "Failed to process by Bank Network",
  bank_network_error: "Failed to process by Bank Network",
  temporary_error: "Unknown Bank Network error",
  request_invalid: "Feature not allowed at this time",
  compliance_rejected: "Feature not allowed at this time",
  sanctions_match: "Feature not allowed at this time",
  not_allowed: "Feature not allowed at this time",
  refused: "Feature not allowed at this time",
  unknown: "Unknown Bank Network error",
} as const satisfies Record<FailureCode, string>

/** `IN PROGRESS` in prose is `IN_PROGRESS` on the wire. */
export function statusWord(text: string): string {
  return text.replaceAll(" ", "_")
}

import type { FailureCode } from "../../../src/payout/failure.ts"
import type { PayoutStatus, Reason } from "../../../src/payout/status.ts"

/**
 * The providers' words in ours, written from the design and the vendors' pages and not from
 * `src/providers`: a wrong word there must not be right here too.
 */
export type Meaning = readonly [status: PayoutStatus, reason?: Reason | null]

export const XENDIT_MEANINGS = {
  ACCEPTED: ["pending"],
  PENDING_COMPLIANCE_REVIEW: ["pending", "compliance_review"],
  REQUESTED: ["processing"],
  ROUTING: ["processing"],
  READY: ["processing", "ready_for_pickup"],
  SUCCEEDED: ["paid"],
  FAILED: ["failed"],
  REJECTED: ["failed"],
  CANCELLED: ["cancelled"],
  EXPIRED: ["cancelled", "expired"],
  REVERSED: ["reversed"],
} as const satisfies Record<string, Meaning>

export const XENDIT_FAILURES = {
  INSUFFICIENT_BALANCE: "insufficient_balance",
  INVALID_DESTINATION: "destination_invalid",
  REJECTED_BY_CHANNEL: "rejected_by_bank",
  TEMPORARY_TRANSFER_ERROR: "temporary_error",
  A_CODE_OF_TOMORROW: "unknown",
} as const satisfies Record<string, FailureCode>

export const PIVOT_MEANINGS = {
  SUCCESS: ["paid"],
  FAILED: ["failed"],
  DELAYED: ["processing", "delayed"],
} as const satisfies Record<string, Meaning>

export const PIVOT_FAILURES = {
  "Invalid account": "destination_invalid",
  "Dormant account": "destination_inactive",
  "Declined due to beneficiary limit": "destination_limit",
  "Failed to process by Bank Network": "bank_network_error",
} as const satisfies Record<string, FailureCode>

/** `DONE` stands where a payout is paid. */
export const PIVOT_BULK_MEANINGS = {
  PENDING: ["pending", "insufficient_balance"],
  DELAYED: ["processing", "delayed"],
  DONE: ["paid"],
  CANCELLED: ["cancelled"],
} as const satisfies Record<string, Meaning>

export const ADYEN_CLASSIC_MEANINGS = {
  "PAYOUT_THIRDPARTY true": ["processing"],
  "PAYOUT_THIRDPARTY false": ["failed"],
  "REFUND_WITH_DATA true": ["processing"],
  "REFUND_WITH_DATA false": ["failed"],
  "PAYOUT_DECLINE true": ["cancelled", "declined"],
  "PAYOUT_EXPIRE true": ["cancelled", "expired"],
  "PAIDOUT_REVERSED true": ["reversed"],
} as const satisfies Record<string, Meaning>

export const ADYEN_TRANSFER_MEANINGS = {
  received: ["pending"],
  authorised: ["processing"],
  booked: ["processing", "booked"],
  /** `booked` with a tracking that confirms it. */
  credited: ["paid"],
  failed: ["failed"],
  refused: ["failed"],
  returned: ["reversed"],
} as const satisfies Record<string, Meaning>

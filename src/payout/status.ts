/** The closed sets of states. Each is also checked by the database. */

export const PAYOUT_STATUSES = [
  "pending",
  "processing",
  "paid",
  "failed",
  "cancelled",
  "reversed",
] as const
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number]

export const BATCH_STATUSES = ["pending", "processing", "done", "cancelled"] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

export const PAYMENT_STATUSES = ["processing", "paid", "cancelled"] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** `confirmed`: the provider said so. `presumed`: only its silence, or an operator, says so. */
export const CERTAINTIES = ["confirmed", "presumed"] as const
export type Certainty = (typeof CERTAINTIES)[number]

/** Who says so, strongest first. */
export const TIERS = ["read", "webhook", "operator", "presumed"] as const
export type Tier = (typeof TIERS)[number]

/** How news reached us. */
export const CHANNELS = ["webhook", "poll", "timer", "operator", "import"] as const
export type Via = (typeof CHANNELS)[number]

/**
 * Why a payout is in its status, where that is not a failure code. Within one status the list is
 * in the order a payout walks through it: a later one is further.
 */
export const REASONS = {
  pending: ["awaiting_review", "insufficient_balance", "compliance_review"],
  processing: ["ready_for_pickup", "delayed", "booked"],
  paid: [],
  failed: [],
  cancelled: ["declined", "expired"],
  reversed: [],
} as const satisfies Record<PayoutStatus, readonly string[]>
export type Reason = (typeof REASONS)[PayoutStatus][number]

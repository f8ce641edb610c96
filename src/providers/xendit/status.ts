import type { PayoutStatus, Reason } from "../../payout/status.ts"

export interface Meaning {
  readonly status: PayoutStatus
  readonly reason: Reason | null
}

/**
 * Statuses of payouts v2, v3 and cross-border. Webhooks are documented for few of them; the API
 * answers with all of them, and both go through this one table.
 */
export const PAYOUT_MEANINGS = {
  ACCEPTED: { status: "pending", reason: null },
  PENDING_COMPLIANCE_ASSESSMENT: { status: "pending", reason: "compliance_review" },
  PENDING_COMPLIANCE_REVIEW: { status: "pending", reason: "compliance_review" },
  ROUTING: { status: "processing", reason: null },
  REQUESTED: { status: "processing", reason: null },
  READY: { status: "processing", reason: "ready_for_pickup" },
  LOCKED: { status: "processing", reason: "ready_for_pickup" },
  SUCCEEDED: { status: "paid", reason: null },
  FAILED: { status: "failed", reason: null },
  REJECTED: { status: "failed", reason: null },
  COMPLIANCE_REJECTED: { status: "failed", reason: null },
  CANCELLED: { status: "cancelled", reason: null },
  EXPIRED: { status: "cancelled", reason: "expired" },
  REVERSED: { status: "reversed", reason: null },
} as const satisfies Record<string, Meaning>

/** Legacy disbursements, single and in a batch. */
export const DISBURSEMENT_MEANINGS = {
  PENDING: { status: "pending", reason: null },
  COMPLETED: { status: "paid", reason: null },
  FAILED: { status: "failed", reason: null },
} as const satisfies Record<string, Meaning>

/** What a refusal of Xendit's compliance means, where no failure code stands beside it. */
export const COMPLIANCE_REFUSALS: ReadonlySet<string> = new Set(["REJECTED", "COMPLIANCE_REJECTED"])

export function payoutMeaning(wireStatus: string): Meaning | undefined {
  return Object.hasOwn(PAYOUT_MEANINGS, wireStatus)
    ? PAYOUT_MEANINGS[wireStatus as keyof typeof PAYOUT_MEANINGS]
    : undefined
}

export function disbursementMeaning(wireStatus: string): Meaning | undefined {
  return Object.hasOwn(DISBURSEMENT_MEANINGS, wireStatus)
    ? DISBURSEMENT_MEANINGS[wireStatus as keyof typeof DISBURSEMENT_MEANINGS]
    : undefined
}

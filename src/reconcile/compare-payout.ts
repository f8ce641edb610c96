import { sameMoney, type Money } from "../payout/money.ts"
import type { Certainty, PayoutStatus } from "../payout/status.ts"

/** A payout as the ledger has it. */
export interface OurSide {
  readonly status: PayoutStatus
  readonly certainty: Certainty
  readonly amount: Money | null
}

/** … and as the provider tells it; null: it does not tell that. */
export interface TheirSide {
  readonly status: PayoutStatus | null
  readonly amount: Money | null
}

export interface Comparison {
  readonly differences: readonly ("different_amount" | "different_status")[]
  /**
   * Where the statuses are equal. `presumed`: paid here by silence only, and under way there, which
   * is what a presumption is for. `confirmed`: presumed here, and the provider says the same.
   */
  readonly standing: "same" | "presumed" | "confirmed"
}

/** Neither is final: a moment later both may stand elsewhere. */
const UNDER_WAY: ReadonlySet<PayoutStatus> = new Set(["pending", "processing"])

/** What the two sides disagree on. What one of them does not know is no disagreement. */
export function comparePayout(ours: OurSide, theirs: TheirSide): Comparison {
  const sameAmount =
    ours.amount === null || theirs.amount === null || sameMoney(ours.amount, theirs.amount)
  const standing = compareStatus(ours, theirs.status)
  return {
    differences: [
      ...(sameAmount ? [] : ["different_amount" as const]),
      ...(standing === "different" ? ["different_status" as const] : []),
    ],
    standing: standing === "different" ? "same" : standing,
  }
}

/**
 * Of a payout that changed here while the provider was asked: its answer may be of the moment before
 * or after. Who agrees with either does not disagree.
 */
export function compareAround(before: OurSide, after: OurSide, theirs: TheirSide): Comparison {
  const [first, second] = [comparePayout(before, theirs), comparePayout(after, theirs)]
  return first.differences.length < second.differences.length ? first : second
}

function compareStatus(
  { status, certainty }: OurSide,
  theirs: PayoutStatus | null,
): Comparison["standing"] | "different" {
  if (theirs === null) return "same"
  if (status === theirs) {
    return certainty === "presumed" && !UNDER_WAY.has(status) ? "confirmed" : "same"
  }
  if (!UNDER_WAY.has(theirs)) return "different"
  if (UNDER_WAY.has(status)) return "same"
  // Who was marked as failed by hand and is under way there may be paid yet: that is a difference.
  return certainty === "presumed" && status === "paid" ? "presumed" : "different"
}

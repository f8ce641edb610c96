import type { Words } from "../../words/words.ts"
import type { WholePayout } from "./payout.ts"

/** Where it stands and who says so, in one plain sentence. */
export function payoutSentence(
  payout: WholePayout,
  provider: string,
  words: Words["payouts"]["sentence"],
): string {
  const { status, reason, certainty, history } = payout
  const last = history.findLast(({ applied }) => applied)
  const isByHand = last?.via === "operator" && certainty === "presumed"
  switch (status) {
    case "pending":
      return said(words, reason, provider) ?? words.pending(provider)
    case "processing":
      return said(words, reason, provider) ?? words.processing(provider)
    case "paid":
      if (isByHand) return words.markedPaid(provider)
      return certainty === "presumed" ? words.paidPresumed(provider) : words.paid(provider)
    case "failed":
      return isByHand ? words.markedFailed(provider) : words.failed(provider)
    case "cancelled":
      return said(words, reason, provider) ?? words.cancelled(provider)
    case "reversed":
      return isReversedFirst(payout) ? words.reversedFirst() : words.reversed()
    default:
      return status satisfies never
  }
}

/** Nobody said that it was paid before it came back. */
export function isReversedFirst({ status, history }: Pick<WholePayout, "status" | "history">) {
  return status === "reversed" && !history.some((each) => each.applied && each.status === "paid")
}

const REASONS = [
  ...(["insufficient_balance", "awaiting_review", "compliance_review", "delayed"] as const),
  ...(["ready_for_pickup", "booked", "declined", "expired"] as const),
]

function said(
  words: Words["payouts"]["sentence"],
  reason: string | null,
  provider: string,
): string | undefined {
  const known = REASONS.find((each) => each === reason)
  return known && words[known](provider)
}

import type { DayPayout } from "../../ledger/day-payout.ts"
import type { FoundSide, Reconciliation } from "../../reconcile/reconciliation.ts"
import type { ReconciliationNews, Told } from "./reconciliation-news.ts"

/**
 * A payout of ours that a list or a statement names. What was asked for in the first phase is not
 * compared again; what could not be asked for, or became known since, or counts to another day here,
 * is.
 */
export function compareLate(
  news: ReconciliationNews,
  at: Pick<Reconciliation, "day" | "id">,
  of: {
    readonly ours: DayPayout
    readonly told: Told
    /** As what it was counted, where nobody could say anything of it until now. */
    readonly unchecked: FoundSide | null | undefined
  },
): void {
  const { ours, told, unchecked } = of
  if (unchecked) {
    news.settle(unchecked)
    news.compare(ours, ours, told)
    return
  }
  const wasAsked = ours.day === at.day && ours.id < at.id
  if (!wasAsked) news.compare(ours, ours, told)
}

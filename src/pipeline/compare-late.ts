import type { DayPayout } from "../ledger/day-payout.ts"
import type { Reconciliation } from "../reconcile/reconciliation.ts"
import type { ReconciliationNews, Told } from "./reconciliation-news.ts"

/**
 * A payout of ours that a list or a statement names. What was asked for in the first phase is not
 * compared again; what could not be asked for, or became known since, or counts to another day here,
 * is.
 */
export function compareLate(
  news: ReconciliationNews,
  at: Pick<Reconciliation, "day" | "id">,
  of: { readonly ours: DayPayout; readonly told: Told; readonly isUnchecked: boolean },
): void {
  const { ours, told, isUnchecked } = of
  if (isUnchecked) {
    news.settle(ours)
    news.compareCounted(ours, ours, told)
    return
  }
  const wasAsked = ours.day === at.day && ours.id < at.id
  if (!wasAsked) news.compare(ours, ours, told)
}

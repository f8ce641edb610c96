import type { Metrics } from "../metrics.ts"
import type { HistoryEntry } from "../payout/history.ts"

/** What became of events, for `/metrics`; call it after the commit. */
export function countEntries(
  metrics: Pick<Metrics, "events">,
  entries: readonly Pick<HistoryEntry, "subject" | "refusedBecause">[],
): void {
  for (const { subject, refusedBecause } of entries) {
    metrics.events.inc({ subject, outcome: refusedBecause ?? "applied" })
  }
}

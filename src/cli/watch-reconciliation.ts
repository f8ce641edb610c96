import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import { printable } from "./printable.ts"
import { reportProgress, type ReconciliationAnswer } from "./reconciliation-answer.ts"
import type { Terminal } from "./terminal.ts"
import { watchJob } from "./watch-job.ts"

/** Shows how far a report has come until it is finished or cancelled. */
export function watchReconciliation(
  terminal: Terminal,
  hub: HubClient,
  begun: ReconciliationAnswer,
): Promise<ReconciliationAnswer> {
  return watchJob(terminal, hub, {
    begun,
    route: reportRoute(begun.id),
    isOver: ({ state }) => state !== "running",
    text: (report) => printable(reportProgress(report)),
    part(report) {
      const rows = begun.statement_rows
      const done = report.checked + Math.min(report.summary.theirs, rows)
      const total = Math.max(1, (report.total ?? report.checked) + rows, done)
      return { done: report.state === "done" ? total : done, total }
    },
    stopped: () =>
      new CommandFailure(EXIT.failure, `Stopped watching; ${begun.id} goes on.`, {
        advice:
          `Look again: paidout reconcile show ${begun.id}\n` +
          `Cancel it: paidout reconcile cancel ${begun.id}`,
      }),
  })
}

export function reportRoute(id: string): string {
  return `/v1/reconciliations/${encodeURIComponent(id)}`
}

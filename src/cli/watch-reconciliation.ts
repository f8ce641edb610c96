import { setTimeout as sleep } from "node:timers/promises"
import { SingleBar } from "cli-progress"
import { CommandFailure, EXIT } from "./exit.ts"
import type { HubClient } from "./hub-client.ts"
import { printable } from "./printable.ts"
import { reportProgress, type ReconciliationAnswer } from "./reconciliation-answer.ts"
import type { Terminal } from "./terminal.ts"

const LOOK_EVERY_MS = 500
/** Without a terminal that can be drawn on. */
const LINE_EVERY_MS = 5_000
/** Looks in a row that nobody answered. */
const FAILURES_MAX = 60

/**
 * Shows how far a report has come until it is finished or cancelled: a bar on a terminal, else a line
 * now and then.
 * @throws CommandFailure on Ctrl-C: the report goes on
 */
export async function watchReconciliation(
  terminal: Terminal,
  hub: HubClient,
  begun: ReconciliationAnswer,
): Promise<ReconciliationAnswer> {
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<"interrupted">()
  const stopListening = terminal.onInterrupt(() => interrupt("interrupted"))
  const progress = terminal.screen === null ? lines(terminal) : bar(terminal.screen, begun)
  try {
    let report = begun
    let failures = 0
    while (report.state === "running") {
      progress.show(report)
      const woken = await Promise.race([sleep(LOOK_EVERY_MS), interrupted])
      if (woken === "interrupted") throw stoppedWatching(begun.id)
      try {
        report = await hub.get<ReconciliationAnswer>(reportRoute(begun.id))
        failures = 0
      } catch (error) {
        // A hub that restarts goes on with it.
        failures += 1
        const isRefusal = !(error instanceof CommandFailure) || error.code !== undefined
        if (isRefusal || failures > FAILURES_MAX) throw error
      }
    }
    progress.show(report)
    return report
  } finally {
    stopListening()
    progress.stop()
  }
}

export function reportRoute(id: string): string {
  return `/v1/reconciliations/${encodeURIComponent(id)}`
}

interface Progress {
  show(report: ReconciliationAnswer): void
  stop(): void
}

function bar(screen: NodeJS.WritableStream, begun: ReconciliationAnswer): Progress {
  const drawn = new SingleBar({
    stream: screen,
    format: "{bar} {percentage} %  {text}",
    barsize: 30,
    hideCursor: true,
    gracefulExit: false,
  })
  const { statement_rows: rows } = begun
  drawn.start(Math.max(1, (begun.total ?? 0) + rows), 0, { text: reportProgress(begun) })
  return {
    show(report) {
      const done = report.checked + Math.min(report.summary.theirs, rows)
      drawn.setTotal(Math.max(1, (report.total ?? report.checked) + rows, done))
      const isDone = report.state === "done"
      const text = printable(reportProgress(report))
      drawn.update(isDone ? drawn.getTotal() : done, { text })
    },
    stop: () => drawn.stop(),
  }
}

function lines(terminal: Terminal): Progress {
  let writtenAtMs = performance.now()
  return {
    show(report) {
      const nowMs = performance.now()
      if (nowMs - writtenAtMs < LINE_EVERY_MS) return
      writtenAtMs = nowMs
      terminal.writeError(`${printable(reportProgress(report))}\n`)
    },
    stop() {},
  }
}

function stoppedWatching(id: string): CommandFailure {
  return new CommandFailure(EXIT.failure, `Stopped watching; ${id} goes on.`, {
    advice: `Look again: paidout reconcile show ${id}\nCancel it: paidout reconcile cancel ${id}`,
  })
}

import cluster from "node:cluster"

import type { RunningHub } from "../app.ts"
import type { Config } from "../config.ts"
import type { Log } from "../log.ts"
import { openInstallation } from "../pipeline/open-installation.ts"
import { demandConnections, embeddedSettings } from "./demand-connections.ts"
import { gatherMetrics } from "./gather-metrics.ts"
import { keepWorkers } from "./keep-workers.ts"
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts"

export interface RunningWorkers extends Pick<
  RunningHub,
  "url" | "madeApiKey" | "firstOwnerToken" | "stop"
> {
  /** Replaces the workers, one after another; nobody who calls the hub notices. */
  readonly replaceAll: () => Promise<void>
}

/**
 * The hub as several processes on one port and one database. This one opens the database, which
 * with the embedded server means that it starts it and holds its locks, prepares it, and holds the
 * port; whatever a hub does the workers do.
 * @throws PaidoutError as openInstallation and startHub; config_invalid
 */
export async function startWorkers(
  config: Config,
  options: { readonly log: Log; readonly count: number },
): Promise<RunningWorkers> {
  await using begun = new AsyncDisposableStack()
  const { log, count } = options
  const installation = await openInstallation(config, {
    log,
    embeddedSettings: embeddedSettings(count),
  })
  begun.defer(() => installation.close())
  const { connection, secretKey, merchantId, madeApiKey, firstOwnerToken } = installation
  await demandConnections(connection, count)

  // All accept from the parent's one socket: what waits there outlives any of them. Handed out in
  // turn (SCHED_RR) a connection waits for its worker, and one on its way to a worker dies with it;
  // with a socket each (reusePort) a worker's end resets what waits at its own.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const metrics = gatherMetrics()
  const workers = await keepWorkers({
    count,
    log,
    onEnded: (worker) => metrics.leave(worker),
    start(turn) {
      const shared = { connection, secretKey, merchantId }
      const begin = turn.then((isFirst) => ({ installation: shared, isFirst }))
      return startWorkerProcess(begin, {
        lastSnapshot: (from, snapshot) => metrics.keep(from, snapshot),
        wantTotals: (from, question) => void tellTotals(from, question),
        hangs: ({ pid }) => log.error({ worker_pid: pid }, "a worker hangs: it is killed"),
      })
    },
  })
  const atWork = () => workers.all().filter(({ isAtWork }) => isAtWork)

  async function tellTotals(from: WorkerProcess, question: number): Promise<void> {
    from.send({ kind: "totals", question, snapshots: await metrics.totals(atWork()) })
  }

  const [first] = atWork()
  const url = (await first?.ready) ?? ""
  const rest = begun.move()
  let stopping: Promise<void> | undefined
  return {
    url,
    madeApiKey,
    firstOwnerToken,
    replaceAll: () => workers.replaceAll(),
    stop({ drainMs = 0 } = {}) {
      stopping ??= workers.stop({ drainMs }).then(() => rest.disposeAsync())
      return stopping
    },
  }
}

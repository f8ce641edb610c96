import cluster from "node:cluster"

import type { RunningHub } from "../app.ts"
import type { Config } from "../config.ts"
import { PaidoutError } from "../errors.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import { takeSnapshot, totalText, type MetricsSnapshot } from "../metrics-snapshot.ts"
import type { ProcessConfig } from "../process-config.ts"
import type { BeginOrder, StopOrder, ToParent, ToWorker } from "./messages.ts"

/** The parent answers within its own bound for asking all workers. */
const totalsMsMax = 4_000

/**
 * A worker's whole life: it loads, begins when its parent says so, and ends when it is told to, or
 * at SIGTERM. When the parent is gone, node:cluster ends it at once.
 */
export async function runWorker(
  config: Config,
  options: { readonly log: Log; readonly processes: ProcessConfig; readonly onReady: () => void },
): Promise<void> {
  const { log, processes } = options
  const parent = listenToParent()
  const stopOrder = Promise.race([parent.stop, ownSignal(processes)])
  const { startHub } = await import("../app.ts")
  tell({ kind: "loaded" })
  const begin = await Promise.race([parent.begin, stopOrder])
  if (!("installation" in begin)) return leave()
  let hub: RunningHub
  try {
    hub = await startHub(config, {
      log,
      roles: processes.roles,
      part: {
        // The parent closes what it opened, and shows the key that it made.
        installation: {
          ...begin.installation,
          madeApiKey: null,
          firstOwnerToken: null,
          close: () => Promise.resolve(),
        },
        isFirst: begin.isFirst,
        metricsText: (own) => totalOf(own, parent),
      },
    })
  } catch (error) {
    const code = error instanceof PaidoutError ? error.code : null
    const message = error instanceof Error ? error.message : String(error)
    tell({ kind: "failed", code, message })
    return leave()
  }
  const { registry } = hub.metrics
  parent.onSnapshotWanted(() => takeSnapshot(registry))
  tell({ kind: "ready", url: hub.url })
  options.onReady()
  const order = await stopOrder
  tell({ kind: "stopping" })
  await hub.stop(order)
  tell({ kind: "last_snapshot", snapshot: await takeSnapshot(registry) })
  leave()
}

/** Gives the channel up when all that was said is heard; then the process ends. */
function leave(): void {
  cluster.worker?.disconnect()
}

/** Ctrl-C and a closed terminal reach the whole group: the parent decides what they mean. */
function ownSignal({ drainMs }: ProcessConfig): Promise<StopOrder> {
  process.on("SIGINT", () => {})
  process.on("SIGHUP", () => {})
  return new Promise((resolve) => process.on("SIGTERM", () => resolve({ drainMs })))
}

interface Parent {
  readonly begin: Promise<BeginOrder>
  readonly stop: Promise<StopOrder>
  readonly onSnapshotWanted: (take: () => Promise<MetricsSnapshot> | undefined) => void
  /** What all workers have counted; undefined where the parent does not answer. */
  readonly totals: () => Promise<readonly MetricsSnapshot[] | undefined>
}

function listenToParent(): Parent {
  const begin = Promise.withResolvers<BeginOrder>()
  const stop = Promise.withResolvers<StopOrder>()
  const questions = new Map<number, (snapshots: readonly MetricsSnapshot[]) => void>()
  let take: Parameters<Parent["onSnapshotWanted"]>[0] = () => undefined
  let lastQuestion = 0
  process.on("message", (message: ToWorker) => {
    switch (message.kind) {
      case "begin":
        return begin.resolve(message.begin)
      case "stop":
        return stop.resolve(message.stop)
      case "are_you_there":
        return tell({ kind: "here" })
      case "tell_snapshot":
        return void take()?.then((snapshot) =>
          tell({ kind: "snapshot", question: message.question, snapshot }),
        )
      case "totals":
        return questions.get(message.question)?.(message.snapshots)
      default:
        message satisfies never
    }
  })
  return {
    begin: begin.promise,
    stop: stop.promise,
    onSnapshotWanted: (wanted) => void (take = wanted),
    totals: () =>
      new Promise((resolve) => {
        const question = (lastQuestion += 1)
        const end = (snapshots?: readonly MetricsSnapshot[]) => {
          clearTimeout(timer)
          questions.delete(question)
          resolve(snapshots)
        }
        const timer = setTimeout(end, totalsMsMax)
        questions.set(question, end)
        tell({ kind: "want_totals", question })
      }),
  }
}

/** A scrape that told one worker's part as the whole would look like a new beginning: none is better. */
async function totalOf({ registry }: Metrics, parent: Parent): Promise<string> {
  const snapshots = await parent.totals()
  if (snapshots === undefined) {
    throw new PaidoutError("unavailable", "The other processes do not tell what they counted.")
  }
  return totalText(registry, snapshots)
}

function tell(message: ToParent): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

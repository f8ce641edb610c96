import type { Retention } from "../config.ts"
import type { Log } from "../log.ts"
import type { Metrics } from "../metrics.ts"
import { makePartitions } from "../postgres/make-partitions.ts"
import type { Pool } from "../postgres/pool.ts"
import { prunePartitions } from "./chores/prune-partitions.ts"
import { pruneRecords } from "./chores/prune-records.ts"

const MINUTE_MS = 60 * 1_000
const TIMING = {
  /** After the start, whose own work goes first. */
  firstMs: MINUTE_MS,
  everyMs: 60 * MINUTE_MS,
  /** Where a table was in use. */
  againMs: MINUTE_MS,
}

/**
 * Partitions ahead of time, and what has outlived its use. Every process does it: each step may be
 * done by several at once, and by none for days. Returns how to stop it.
 */
export function startChores(chores: {
  readonly pool: Pool
  readonly log: Log
  readonly metrics: Pick<Metrics, "prunedPartitions">
  readonly retention: Retention
  readonly timing?: Partial<typeof TIMING>
}): () => Promise<void> {
  const { pool, log, retention } = chores
  const { firstMs, everyMs, againMs } = { ...TIMING, ...chores.timing }
  let stopped = false
  const isStopped = () => stopped
  const onFailed = (records: string, error: unknown) =>
    log.warn({ err: error, records }, "could not be pruned now; tried again later")

  async function run(): Promise<boolean> {
    const unmade = await makePartitions(pool)
    for (const { parent, missingAt, outcome } of unmade) {
      log.warn({ parent, missingAt, outcome }, "a partition is not made yet")
    }
    const isAnyBusy = !stopped && (await prunePartitions(chores))
    await pruneRecords({ pool, retention, isStopped }, onFailed)
    return isAnyBusy || unmade.some(({ outcome }) => outcome === "busy")
  }

  let running = Promise.resolve()
  const next = (waitMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      running = run()
        .catch((error: unknown) => {
          if (!stopped) log.warn({ err: error }, "chores failed; tried again later")
          return true
        })
        .then((again) => {
          if (!stopped) timer = next(again ? againMs : everyMs)
        })
    }, waitMs)
  let timer = next(firstMs)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}

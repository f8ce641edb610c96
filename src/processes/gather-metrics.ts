import type { MetricsSnapshot } from "../metrics-snapshot.ts"
import type { WorkerProcess } from "./worker-process.ts"

export interface MetricsGathering {
  /** Of all workers, and of those that ended. One that does not answer tells what it told last. */
  totals(workers: readonly WorkerProcess[]): Promise<MetricsSnapshot[]>
  /** What a worker told as it ended. */
  keep(worker: WorkerProcess, snapshot: MetricsSnapshot): void
  /** It ended: what it told last stays in the total, which so never falls. */
  leave(worker: WorkerProcess): void
}

export function gatherMetrics(): MetricsGathering {
  const last = new Map<number, MetricsSnapshot>()
  let left: Promise<MetricsSnapshot | undefined> = Promise.resolve(undefined)

  return {
    async totals(workers) {
      await Promise.all(
        workers.map(async (worker) => {
          const snapshot = await worker.snapshot()
          // It may have ended meanwhile: then it counts among those that left.
          if (snapshot !== undefined && worker.isAtWork) last.set(worker.id, snapshot)
        }),
      )
      let known: typeof left
      let before: MetricsSnapshot | undefined
      do {
        known = left
        before = await known
        // Who ended during that wait is not in it yet, and no more in the map.
      } while (known !== left)
      return [...(before === undefined ? [] : [before]), ...last.values()]
    },
    keep(worker, snapshot) {
      last.set(worker.id, snapshot)
    },
    leave(worker) {
      const snapshot = last.get(worker.id)
      last.delete(worker.id)
      if (snapshot !== undefined) left = addTo(left, snapshot)
    },
  }
}

/** Loaded only now: the parent of workers that live needs no Prometheus client. */
async function addTo(
  left: Promise<MetricsSnapshot | undefined>,
  snapshot: MetricsSnapshot,
): Promise<MetricsSnapshot> {
  const [before, { addUp }] = await Promise.all([left, import("../metrics-snapshot.ts")])
  return addUp(before === undefined ? [snapshot] : [before, snapshot])
}

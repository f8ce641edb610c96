import { expect, test } from "vitest"

import { createMetrics, type Metrics } from "../metrics.ts"
import { takeSnapshot, totalText, type MetricsSnapshot } from "../metrics-snapshot.ts"
import { gatherMetrics } from "./gather-metrics.ts"
import type { WorkerProcess } from "./worker-process.ts"

/** A worker as its parent sees it, which answers as long as it is at work. */
function worker(id: number) {
  const metrics = createMetrics()
  const state = { isAtWork: true }
  const process = {
    id,
    get isAtWork() {
      return state.isAtWork
    },
    snapshot: async () => (state.isAtWork ? sent(metrics) : undefined),
  } as WorkerProcess
  return { process, metrics, state }
}

/** As it comes out at the other side of a channel between processes. */
async function sent({ registry: own }: Metrics): Promise<MetricsSnapshot> {
  return JSON.parse(JSON.stringify(await takeSnapshot(own))) as MetricsSnapshot
}

const { registry } = createMetrics()
const delivered = async (snapshots: readonly MetricsSnapshot[]) => {
  const text = await totalText(registry, snapshots)
  return Number(/^paidout_deliveries_total\{outcome="delivered"\} (\d+)$/m.exec(text)?.[1])
}

test("the total never falls, though workers end, are replaced, and do not answer", async () => {
  const gathering = gatherMetrics()
  const [one, two, three] = [worker(1), worker(2), worker(3)]
  one.metrics.deliveries.inc({ outcome: "delivered" }, 100)
  two.metrics.deliveries.inc({ outcome: "delivered" }, 10)
  expect(await delivered(await gathering.totals([one.process, two.process]))).toBe(110)

  // Killed: what it counted since it was last asked is lost, nothing else.
  one.metrics.deliveries.inc({ outcome: "delivered" }, 5)
  one.state.isAtWork = false
  gathering.leave(one.process)
  expect(await delivered(await gathering.totals([two.process]))).toBe(110)

  // Stopped: it tells what it counted to its end.
  two.metrics.deliveries.inc({ outcome: "delivered" }, 7)
  two.state.isAtWork = false
  gathering.keep(two.process, await sent(two.metrics))
  const during = gathering.totals([three.process])
  gathering.leave(two.process)
  expect(await delivered(await during)).toBe(117)
  three.metrics.deliveries.inc({ outcome: "delivered" }, 1_000)
  expect(await delivered(await gathering.totals([three.process]))).toBe(1_117)
})

test("one that does not answer tells what it told last", async () => {
  const gathering = gatherMetrics()
  const one = worker(1)
  one.metrics.deliveries.inc({ outcome: "delivered" }, 3)
  expect(await delivered(await gathering.totals([one.process]))).toBe(3)
  one.state.isAtWork = false
  expect(await delivered(await gathering.totals([one.process]))).toBe(3)
})

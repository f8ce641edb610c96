import { expect, test } from "vitest"

import { createMetrics } from "./metrics.ts"
import { addUp, takeSnapshot, totalText, type MetricsSnapshot } from "./metrics-snapshot.ts"

const depths = {
  unsettled: 7,
  oldestUnsettledSeconds: 3,
  dueDeliveries: 5,
  duePolls: 0,
  oldestDueSeconds: null,
  endpoints: { active: 2, failing: 1, disabled: 0 },
  parked: { unrecognised: 4 },
  attentionOpen: {},
}

/** As it comes out at the other side of a channel between processes. */
const sent = async (snapshot: Promise<MetricsSnapshot>) =>
  JSON.parse(JSON.stringify(await snapshot)) as MetricsSnapshot

function process() {
  const metrics = createMetrics()
  let readings = 0
  metrics.watchQueues(() => {
    readings += 1
    return Promise.resolve(depths)
  })
  return { metrics, readings: () => readings }
}

test("the total of two processes is the sum of what they counted, and the database's gauges once", async () => {
  const [one, other] = [process(), process()]
  one.metrics.received.inc({ provider: "pivot", outcome: "accepted" }, 3)
  other.metrics.received.inc({ provider: "pivot", outcome: "accepted" }, 4)
  one.metrics.receiveSeconds.observe(0.002)
  other.metrics.receiveSeconds.observe(20)
  const snapshots = [
    await sent(takeSnapshot(one.metrics.registry)),
    await sent(takeSnapshot(other.metrics.registry)),
  ]
  const text = await totalText(one.metrics.registry, snapshots)
  expect(text).toContain('paidout_received_total{provider="pivot",outcome="accepted"} 7\n')
  expect(text).toContain('paidout_receive_seconds_bucket{le="0.0025"} 1\n')
  expect(text).toContain('paidout_receive_seconds_bucket{le="+Inf"} 2\n')
  expect(text).toContain("paidout_receive_seconds_count 2\n")
  expect(text).toContain("paidout_unsettled 7\n")
  expect(text).toContain('paidout_endpoints{state="active"} 2\n')
  expect(text).toMatch(/^paidout_info\{version="[^"]+"\} 1$/m)
  expect(one.readings()).toBe(1)
  expect(other.readings()).toBe(0)
})

test("the total has every metric that one process has, described alike", async () => {
  const { metrics } = process()
  const described = (text: string) =>
    text
      .split("\n")
      .filter((line) => line.startsWith("#"))
      .toSorted()
  const alone = await metrics.registry.metrics()
  const total = await totalText(metrics.registry, [await sent(takeSnapshot(metrics.registry))])
  expect(described(total)).toEqual(described(alone))
})

test("what ended processes counted stays; their memory is gone", async () => {
  const [ended, alive] = [process(), process()]
  ended.metrics.deliveries.inc({ outcome: "delivered" }, 10)
  alive.metrics.deliveries.inc({ outcome: "delivered" }, 1)
  const left = await addUp([
    await sent(takeSnapshot(ended.metrics.registry)),
    await sent(takeSnapshot(ended.metrics.registry)),
  ])
  expect(left.map(({ name }) => name)).not.toContain("process_resident_memory_bytes")
  const snapshots = [left, await sent(takeSnapshot(alive.metrics.registry))]
  const text = await totalText(alive.metrics.registry, snapshots)
  expect(text).toContain('paidout_deliveries_total{outcome="delivered"} 21\n')
})

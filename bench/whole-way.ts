import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { percentile, runClosedLoop, runOpenLoop, type LoadTarget } from "./load-generator.ts"
import { processorTime, type ProcessorTime } from "./processor-time.ts"
import { row } from "./report.ts"
import { startSink } from "./sink.ts"
import { referenceOf, webhookRequests } from "./webhooks.ts"

const undeliveredMax = 1_500

/** Webhook in → ledger → signed delivery answered by the sink. Generator and sink live here. */
export async function measureWholeWay(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sink = await startSink()
  const hub = await startHubChild(database, dataDir)
  try {
    const route = await addSource(hub.port)
    await callHub(hub.port, "POST /v1/endpoints", { url: sink.url })
    const sentAt = new Map<string, number>()
    const latencies: number[] = []
    const { next } = webhookRequests({ path: route, port: hub.port, token: TOKEN })
    const target: LoadTarget = {
      port: hub.port,
      nextRequest: () => {
        const request = next()
        sentAt.set(referenceOf(request), performance.now())
        return request
      },
    }
    sink.onEvent = (reference) => {
      const at = sentAt.get(reference)
      if (at === undefined) return
      sentAt.delete(reference)
      latencies.push(performance.now() - at)
    }
    await runClosedLoop(target, { connections: 16, seconds: 2 })
    await drain(sentAt)

    console.log("\nWhole way: webhook in, ledger, signed delivery answered")
    latencies.length = 0
    const seconds = options.quick ? 4 : 15
    const before = await processorTime(hub.pid, database)
    const begun = performance.now()
    const load = await runClosedLoop(target, {
      connections: 128,
      seconds,
      // Sustained: what goes in is bounded by what comes out.
      mayContinue: () => sentAt.size < undeliveredMax,
    })
    await drain(sentAt)
    const took = (performance.now() - begun) / 1_000
    row(
      "rate until all is delivered",
      `${Math.round(load.answered / took)}/s`,
      `budget ≥ 6000/s; at most ${undeliveredMax} on their way at once`,
    )
    const after = await processorTime(hub.pid, database)
    const each = (side: keyof ProcessorTime) =>
      `${Math.round(((after[side] - before[side]) / load.answered) * 1e6)} µs`
    row(
      "processor time per webhook",
      `hub ${each("hub")}, database ${each("database")}`,
      `generator and sink ${each("bench")}`,
    )
    row("lost", String(sentAt.size), "budget 0")

    latencies.length = 0
    await runOpenLoop(target, { connections: 32, seconds: options.quick ? 4 : 15, perSecond: 500 })
    await drain(sentAt)
    const sorted = Float64Array.from(latencies).sort()
    row(
      "webhook to delivery at 500/s",
      `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms`,
      "budget p50 ≤ 10 ms, p99 ≤ 40 ms",
    )
  } finally {
    await hub.stop()
    await sink.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function drain(waiting: ReadonlyMap<string, number>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (waiting.size > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

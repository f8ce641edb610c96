import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { row } from "./report.ts"
import { startSink } from "./sink.ts"
import { webhookRequests } from "./webhooks.ts"
import { createWholeWayLoad, tailText } from "./whole-way-load.ts"

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
    const { next } = webhookRequests({ path: route, port: hub.port, token: TOKEN })
    const load = createWholeWayLoad({ ...hub, nextRequest: next }, { sink, database })
    await load.sustain({ connections: 16, seconds: 2 })

    console.log("\nWhole way: webhook in, ledger, signed delivery answered")
    const seconds = options.quick ? 4 : 15
    const { perSecond, processorUs, lost } = await load.sustain({ connections: 128, seconds })
    row("rate until all is delivered", `${Math.round(perSecond)}/s`, "budget ≥ 6000/s")
    const { hub: own, database: postgres, bench } = processorUs
    row(
      "processor time per webhook",
      `hub ${Math.round(own)} µs, database ${Math.round(postgres)} µs`,
      `generator and sink ${Math.round(bench)} µs`,
    )
    row("lost", String(lost), "budget 0")

    const latencies = await load.pace({ perSecond: 500, seconds })
    row("webhook to delivery at 500/s", tailText(latencies), "budget p50 ≤ 10 ms, p99 ≤ 40 ms")
  } finally {
    await hub.stop()
    await sink.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

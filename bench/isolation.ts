import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { createPool } from "../src/postgres/pool.ts"
import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { percentile, runOpenLoop, type LoadTarget } from "./load-generator.ts"
import { median, row } from "./report.ts"
import { startSink, type Sink } from "./sink.ts"
import { referenceOf, webhookRequests } from "./webhooks.ts"

const endpointsMax = 50
/** One webhook of five is for the endpoint that hangs now and then. */
const hangingEvery = 5
/** The timeout of an attempt is 30 s: a round that hangs is longer, and sees what follows it. */
const roundSeconds = { quick: { fine: 4, hanging: 6 }, whole: { fine: 20, hanging: 40 } } as const

/**
 * Webhook in → delivery at the other 49 endpoints, through the whole hub, while the first one
 * answers and while it hangs. The two take turns in one run, so that a change of the machine's
 * mood falls on both.
 */
export async function measureIsolation(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sinks = await Promise.all(Array.from({ length: endpointsMax }, startSink))
  const hub = await startHubChild(database, dataDir)
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 1 })
  try {
    const routes: string[] = []
    for (const sink of sinks) routes.push(await addListening(hub.port, sink))
    const traffic = createTraffic(hub.port, sinks, routes)
    const rates = options.quick ? [300] : [300, 500]
    const rounds = options.quick ? 7 : 5
    const seconds = options.quick ? roundSeconds.quick : roundSeconds.whole
    await traffic.run(500, 3)

    console.log(`\nIsolation: one of ${endpointsMax} endpoints, with 20 % of the traffic, hangs`)
    for (const perSecond of rates) {
      const fine: Float64Array[] = []
      const hanging: Float64Array[] = []
      for (let round = 0; round < rounds; round += 1) {
        fine.push(await traffic.run(perSecond, seconds.fine))
        sinks[0]?.hang()
        hanging.push(await traffic.run(perSecond, seconds.hanging))
        sinks[0]?.recover()
        await traffic.drain(pool)
      }
      report(perSecond, fine, hanging)
    }
  } finally {
    await pool.end()
    await hub.stop()
    await Promise.all(sinks.map((sink) => sink.close()))
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A source and an endpoint that hears of it alone; returns the source's path. */
async function addListening(port: number, sink: Sink): Promise<string> {
  const route = await addSource(port)
  await callHub(port, "POST /v1/endpoints", {
    url: sink.url,
    settings: { source_ids: [path.posix.basename(route)] },
  })
  return route
}

function createTraffic(port: number, sinks: readonly Sink[], routes: readonly string[]) {
  const makers = routes.map((route) => webhookRequests({ path: route, port, token: TOKEN }))
  const sentAt = new Map<string, number>()
  let latencies: number[] = []
  let count = 0
  let next = 0
  const target: LoadTarget = {
    port,
    nextRequest() {
      count += 1
      if (count % hangingEvery !== 0) next = (next + 1) % (makers.length - 1)
      const request = makers[count % hangingEvery === 0 ? 0 : next + 1]?.next() ?? Buffer.alloc(0)
      sentAt.set(referenceOf(request), performance.now())
      return request
    },
  }
  for (const [index, sink] of sinks.entries()) {
    sink.onEvent = (reference) => {
      const at = sentAt.get(reference)
      if (at === undefined) return
      sentAt.delete(reference)
      if (index > 0) latencies.push(performance.now() - at)
    }
  }
  return {
    /** Latencies of the endpoints that never hang, sorted. */
    async run(perSecond: number, seconds: number): Promise<Float64Array> {
      latencies = []
      await runOpenLoop(target, { connections: 32, seconds, perSecond })
      await sleep(500)
      return Float64Array.from(latencies).sort()
    },
    /** What waits for a retry is sent now, so that no round has the last one's work. */
    async drain(pool: ReturnType<typeof createPool>): Promise<void> {
      const deadline = performance.now() + 120_000
      while (sentAt.size > 0 && performance.now() < deadline) {
        await pool.query(
          `update due_deliveries as d set due_at = paidout_now()
           from (
             select merchant_id, delivery_id from due_deliveries
             where claimed_by is null and due_at > paidout_now()
             for update skip locked
           ) as waiting
           where d.merchant_id = waiting.merchant_id and d.delivery_id = waiting.delivery_id`,
        )
        await sleep(1_000)
      }
      if (sentAt.size > 0) throw new Error(`${sentAt.size} deliveries are missing.`)
    },
  }
}

function report(
  perSecond: number,
  fine: readonly Float64Array[],
  hanging: readonly Float64Array[],
): void {
  const at = (rounds: readonly Float64Array[], share: number) =>
    median(rounds.map((latencies) => percentile(latencies, share)))
  const told = (rounds: readonly Float64Array[]) =>
    [0.5, 0.95, 0.99].map((share) => at(rounds, share).toFixed(1)).join(" / ")
  const each = (rounds: readonly Float64Array[]) =>
    `p95 by round ${rounds.map((latencies) => percentile(latencies, 0.95).toFixed(0)).join(" ")}`
  row(`${perSecond}/s, all answer: p50/p95/p99`, `${told(fine)} ms`, each(fine))
  row(`${perSecond}/s, one hangs: p50/p95/p99`, `${told(hanging)} ms`, each(hanging))
  row(
    "the others' p95, one hangs ÷ all answer",
    (at(hanging, 0.95) / at(fine, 0.95)).toFixed(2),
    "budget ≤ 1.20",
  )
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

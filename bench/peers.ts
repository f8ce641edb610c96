import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import {
  addSource,
  callHub,
  startHubChild,
  TOKEN,
  type BenchDatabase,
  type BenchServer,
} from "./bench-database.ts"
import { startChild, type Child } from "./children.ts"
import { median, row } from "./report.ts"
import { startSink, type Sink } from "./sink.ts"
import { webhookRequests } from "./webhooks.ts"
import {
  createWholeWayLoad,
  processorText,
  tailText,
  type SustainedRate,
} from "./whole-way-load.ts"

/** What all of them can carry, so that latencies are of the same work. */
const pacedPerSecond = 200
const sizes = {
  quick: { rounds: 1, warmSeconds: 2, seconds: 4 },
  whole: { rounds: 3, warmSeconds: 4, seconds: 10 },
} as const

interface Contender {
  readonly name: string
  readonly database: BenchDatabase
  readonly start: (database: BenchDatabase, sink: Sink) => Promise<{ server: Child; route: string }>
}

interface Measured {
  readonly rates: SustainedRate[]
  readonly paced: Float64Array[]
}

/**
 * The whole way on queues that teams take: webhook in → durable job → worker that updates a payout
 * and sends a signed POST to the sink, with retries. One process each, the same database server;
 * the contenders take turns, each in a fresh process.
 */
export async function measurePeers(
  bench: BenchServer,
  options: { readonly quick: boolean },
): Promise<void> {
  const { rounds, warmSeconds, seconds } = options.quick ? sizes.quick : sizes.whole
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sink = await startSink()
  const contenders: Contender[] = [
    {
      name: "Paidout",
      database: await bench.createDatabase("peers_paidout"),
      async start(database) {
        const server = await startHubChild(database, dataDir)
        const { data } = (await callHub(server.port, "GET /v1/endpoints")) as { data: unknown[] }
        if (data.length === 0) await callHub(server.port, "POST /v1/endpoints", { url: sink.url })
        return { server, route: await addSource(server.port) }
      },
    },
    peer("graphile-worker", await bench.createDatabase("peers_graphile"), "graphile-server"),
    peer("pg-boss", await bench.createDatabase("peers_pg_boss"), "pg-boss-server"),
  ]
  const measured = new Map<string, Measured>()
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, database, start } of contenders) {
        const { server, route } = await start(database, sink)
        try {
          const { next } = webhookRequests({ path: route, port: server.port, token: TOKEN })
          const contender = { ...server, nextRequest: next }
          const load = createWholeWayLoad(contender, { sink, database })
          await load.sustain({ connections: 64, seconds: warmSeconds })
          const known = measured.get(name) ?? { rates: [], paced: [] }
          known.rates.push(await load.sustain({ connections: 128, seconds }))
          known.paced.push(await load.pace({ perSecond: pacedPerSecond, seconds: seconds / 2 }))
          measured.set(name, known)
        } finally {
          await server.stop()
        }
      }
    }
    report(measured, { rounds, seconds })
  } finally {
    await sink.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function peer(name: string, database: BenchDatabase, file: string): Contender {
  return {
    name,
    database,
    async start({ url }, sink) {
      const server = await startChild(`./peers/${file}.ts`, {
        BENCH_DATABASE_URL: url,
        BENCH_TOKEN: TOKEN,
        BENCH_SINK_URL: sink.url,
        BENCH_SECRET: `whsec_${Buffer.from("bench-secret-of-32-bytes-0123456").toString("base64")}`,
      })
      return { server, route: "/webhook" }
    },
  }
}

function report(
  measured: ReadonlyMap<string, Measured>,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): void {
  console.log(`\nPeers, the whole way, ${rounds} rounds of ${seconds} s in turns`)
  const rateOf = ({ rates }: Measured) => median(rates.map(({ perSecond }) => perSecond))
  for (const [name, each] of measured) {
    const [middle] = [...each.rates].sort(
      (a, b) => Math.abs(a.perSecond - rateOf(each)) - Math.abs(b.perSecond - rateOf(each)),
    )
    const lost = each.rates.reduce((sum, rate) => sum + rate.lost, 0)
    row(
      name,
      `${Math.round(rateOf(each))}/s`,
      `${middle === undefined ? "" : processorText(middle.processorUs)}, lost ${lost}`,
    )
    const paced = each.paced[each.paced.length >> 1]
    if (paced !== undefined) row(`  at ${pacedPerSecond}/s`, tailText(paced))
  }
  const ours = measured.get("Paidout")
  if (ours === undefined) return
  for (const [name, each] of measured) {
    if (name === "Paidout") continue
    row(`Paidout / ${name}`, (rateOf(ours) / rateOf(each)).toFixed(2))
  }
}

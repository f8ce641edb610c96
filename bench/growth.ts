import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import path from "node:path"

import { createPool } from "../src/postgres/pool.ts"
import {
  addSource,
  callHub,
  startBenchServer,
  startHubChild,
  TOKEN,
  type BenchDatabase,
} from "./bench-database.ts"
import type { Child } from "./children.ts"
import { fillDatabase } from "./fill-database.ts"
import { checkOldPayout } from "./growth-old-payout.ts"
import { measureLists } from "./growth-lists.ts"
import { runClosedLoop } from "./load-generator.ts"
import { median, row } from "./report.ts"
import { startSink, type Sink } from "./sink.ts"
import { webhookRequests } from "./webhooks.ts"
import { createWholeWayLoad } from "./whole-way-load.ts"

const budget = 0.9
const FILLED = "filled"

export interface GrowthOptions {
  readonly quick: boolean
  readonly payouts: number
  /** Where the filled database stays, to be measured again; null: it goes with the bench. */
  readonly keep: string | null
}

/** A database of millions of payouts against an empty one, on one server, in turns. */
export async function measureGrowth(folder: string, options: GrowthOptions): Promise<void> {
  const dataDir = options.keep ?? folder
  await fillOnce(dataDir, options.payouts)
  const server = await startBenchServer(dataDir)
  try {
    const filled = server.databaseOf(FILLED)
    const empty = await server.createDatabase(`empty_${Date.now()}`)
    await tellSizes(filled)
    const hub = await startHubChild(filled, `${dataDir}/hub`, {
      BENCH_ROLES: "http,settle,receive",
    })
    try {
      await measureLists(filled, { port: hub.port, quick: options.quick })
      await checkOldPayout(filled, hub.port)
    } finally {
      await hub.stop()
    }
    await compareReceive({ empty, filled }, `${dataDir}/hub`, options)
    await compareWholeWay({ empty, filled }, `${dataDir}/hub`, options)
  } finally {
    await server.stop()
  }
}

async function fillOnce(dataDir: string, payouts: number): Promise<void> {
  const done = path.join(dataDir, `filled-with-${payouts}`)
  if (existsSync(done)) return
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} holds something else: name an empty folder, or one filled before.`)
  }
  mkdirSync(dataDir, { recursive: true })
  console.log(`\nFilling a database with ${payouts} payouts`)
  const begun = performance.now()
  const server = await startBenchServer(dataDir)
  await server.createDatabase(FILLED)
  await server.stop()
  await fillDatabase(dataDir, { database: FILLED, payouts })
  writeFileSync(done, "")
  row("filled in", `${((performance.now() - begun) / 1_000).toFixed(0)} s`)
}

async function tellSizes(database: BenchDatabase): Promise<void> {
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 1 })
  const { rows } = await pool.query<{ size: string; payouts: string; history: string }>(
    `select pg_size_pretty(pg_database_size(current_database())) as size,
       (select sum(reltuples)::bigint::text from pg_class where relname = 'payouts') as payouts,
       (select sum(reltuples)::bigint::text from pg_class where relkind = 'r' and relname like 'history\\_2%') as history`,
  )
  await pool.end()
  row("database", rows[0]?.size ?? "", `${rows[0]?.payouts} payouts, ${rows[0]?.history} events`)
}

interface Both<Thing> {
  readonly empty: Thing
  readonly filled: Thing
}

async function compareReceive(
  databases: Both<BenchDatabase>,
  dataDir: string,
  options: GrowthOptions,
): Promise<void> {
  const seconds = options.quick ? 2 : 6
  const rounds = options.quick ? 3 : 5
  console.log(`\nReceive, ${rounds} rounds of ${seconds} s in turns`)
  const rates = await inTurns(
    databases,
    { rounds, dataDir, roles: "http,receive" },
    async (hub) => {
      const route = await addSource(hub.port)
      const nextRequest = webhookRequests({ path: route, port: hub.port, token: TOKEN }).next
      return {
        measure: async () => {
          const target = { port: hub.port, nextRequest }
          return (await runClosedLoop(target, { connections: 128, seconds })).perSecond
        },
      }
    },
  )
  tellRatio("receive", rates)
}

async function compareWholeWay(
  databases: Both<BenchDatabase>,
  dataDir: string,
  options: GrowthOptions,
): Promise<void> {
  const seconds = options.quick ? 4 : 15
  const rounds = options.quick ? 3 : 5
  console.log(`\nWhole way, ${rounds} rounds of ${seconds} s in turns`)
  const sinks: Sink[] = []
  try {
    const rates = await inTurns(databases, { rounds, dataDir }, async (hub, database) => {
      const sink = await startSink()
      sinks.push(sink)
      await removeEndpoints(hub.port)
      await callHub(hub.port, "POST /v1/endpoints", { url: sink.url })
      const route = await addSource(hub.port)
      const { next } = webhookRequests({ path: route, port: hub.port, token: TOKEN })
      const load = createWholeWayLoad({ ...hub, nextRequest: next }, { sink, database })
      return {
        measure: async () => {
          const { perSecond, processorUs } = await load.sustain({ connections: 128, seconds })
          row(
            `  ${database === databases.filled ? FILLED : "empty"}`,
            `${Math.round(perSecond)}/s`,
            `hub ${Math.round(processorUs.hub)} µs, database ${Math.round(processorUs.database)} µs`,
          )
          return perSecond
        },
      }
    })
    tellRatio("whole way", rates)
  } finally {
    for (const sink of sinks) await sink.close()
  }
}

/** A hub on each; the first round of each only warms up, and who begins changes each round. */
async function inTurns(
  databases: Both<BenchDatabase>,
  options: { readonly rounds: number; readonly dataDir: string; readonly roles?: string },
  prepare: (
    hub: Child,
    database: BenchDatabase,
  ) => Promise<{ readonly measure: () => Promise<number> }>,
): Promise<Both<number[]>> {
  const rates: Both<number[]> = { empty: [], filled: [] }
  const hubs: Child[] = []
  const start = async (database: BenchDatabase, name: string) => {
    const hub = await startHubChild(database, `${options.dataDir}-${name}`, {
      ...(options.roles === undefined ? {} : { BENCH_ROLES: options.roles }),
    })
    hubs.push(hub)
    return prepare(hub, database)
  }
  try {
    const contenders = {
      empty: await start(databases.empty, "empty"),
      filled: await start(databases.filled, FILLED),
    }
    for (let round = -1; round < options.rounds; round += 1) {
      const turn = round % 2 === 0 ? (["empty", "filled"] as const) : (["filled", "empty"] as const)
      for (const name of turn) {
        const rate = await contenders[name].measure()
        if (round >= 0) rates[name].push(rate)
      }
    }
    return rates
  } finally {
    await Promise.all(hubs.map((hub) => hub.stop()))
  }
}

function tellRatio(what: string, rates: Both<number[]>): void {
  const [empty, filled] = [median(rates.empty), median(rates.filled)]
  row(`${what}, empty`, `${Math.round(empty)}/s`)
  row(`${what}, filled`, `${Math.round(filled)}/s`)
  row(`${what}, filled ÷ empty`, (filled / empty).toFixed(2), `budget ≥ ${budget}`)
}

/** Those that the filling delivered to are not there any more. */
async function removeEndpoints(port: number): Promise<void> {
  const { data } = (await callHub(port, "GET /v1/endpoints")) as { data: { id: string }[] }
  for (const { id } of data) await callHub(port, `DELETE /v1/endpoints/${id}`)
}

import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { createPool, type Pool } from "../src/postgres/pool.ts"
import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import type { Child } from "./children.ts"
import { percentile, runOpenLoop } from "./load-generator.ts"
import { row } from "./report.ts"
import { startSink, type Sink } from "./sink.ts"
import { webhookRequests } from "./webhooks.ts"

interface Arrangement {
  readonly name: string
  readonly endpoints: number
  readonly webhooks: number
  /** The hub is stopped and started again while its retries wait. */
  readonly restarts: boolean
}

/** Of each delivery the first two tries fail, as long as its endpoint did not fail often in a row. */
const failedTries = 2
const failuresInARow = 5
const drainMs = 90_000

/**
 * When retries begin against when they were due, both by the database's clock. Waits are 1 to 10 s;
 * what comes before the hub is ready again after a restart is not counted.
 */
export async function measurePunctuality(
  createDatabase: (name: string) => Promise<BenchDatabase>,
  options: { readonly quick: boolean },
): Promise<void> {
  console.log("\nPunctuality: retries with waits of 1 to 10 s")
  const arrangements: readonly Arrangement[] = options.quick
    ? [{ name: "50 endpoints", endpoints: 50, webhooks: 30, restarts: false }]
    : [
        { name: "50 endpoints", endpoints: 50, webhooks: 80, restarts: false },
        { name: "400 endpoints", endpoints: 400, webhooks: 10, restarts: false },
        { name: "50 endpoints, hub restarted", endpoints: 50, webhooks: 80, restarts: true },
      ]
  for (const [index, arrangement] of arrangements.entries()) {
    await measure(await createDatabase(`punctuality_${index}`), arrangement)
  }
}

async function measure(database: BenchDatabase, arrangement: Arrangement): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sink = await startSink()
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 2 })
  let hub = await startHubChild(database, dataDir)
  try {
    failAtFirst(sink)
    const route = await addListening(hub, sink, arrangement.endpoints)
    const dueTimes = watchDueTimes(pool)
    const { next } = webhookRequests({ path: route, port: hub.port, token: TOKEN })
    const perSecond = 10
    await runOpenLoop(
      { port: hub.port, nextRequest: next },
      { connections: 4, seconds: arrangement.webhooks / perSecond, perSecond },
    )
    let readyAtMs = 0
    if (arrangement.restarts) {
      await hub.stop()
      hub = await startHubChild(database, dataDir)
      readyAtMs = Date.now()
    }
    await drain(pool)
    const known = await dueTimes.stop()
    report(arrangement, await latenesses(pool, known, readyAtMs))
  } finally {
    await pool.end()
    await hub.stop()
    await sink.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** One source whose every event goes to all endpoints; returns the path of its URL. */
async function addListening(hub: Child, sink: Sink, endpoints: number): Promise<string> {
  const route = await addSource(hub.port)
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
    const delaysMs = [1_000 + (endpoint % 10) * 1_000, 1_000 + ((endpoint + 5) % 10) * 1_000]
    await callHub(hub.port, "POST /v1/endpoints", {
      url: `${sink.url}/${endpoint}`,
      settings: { retry_delays_ms: [...delaysMs, ...delaysMs] },
    })
  }
  return route
}

function failAtFirst(sink: Sink): void {
  const tried = new Map<string, number>()
  const inARow = new Map<string, number>()
  sink.answerTo = ({ reference, path: route }) => {
    const key = `${route} ${reference}`
    const tries = (tried.get(key) ?? 0) + 1
    const failures = inARow.get(route) ?? 0
    const fails = tries <= failedTries && failures < failuresInARow
    tried.set(key, tries)
    inARow.set(route, fails ? failures + 1 : 0)
    return fails ? 500 : 200
  }
}

/** Reads due times while they stand in the queue: every wait is longer than the gap of the looks. */
function watchDueTimes(pool: Pool) {
  const known = new Map<string, number>()
  let stopped = false
  const watching = (async () => {
    while (!stopped) {
      const { rows } = await pool.query<{ key: string; due_at: Date }>(
        `select delivery_id || ' ' || tries as key, due_at from due_deliveries
         where due_at > paidout_now() and tries > 0`,
      )
      for (const { key, due_at } of rows) known.set(key, due_at.getTime())
      await sleep(400)
    }
  })()
  return {
    async stop(): Promise<ReadonlyMap<string, number>> {
      stopped = true
      await watching
      return known
    },
  }
}

async function latenesses(
  pool: Pool,
  known: ReadonlyMap<string, number>,
  fromMs: number,
): Promise<Float64Array> {
  const { rows } = await pool.query<{ key: string; started_at: Date }>(
    "select delivery_id || ' ' || (number - 1) as key, started_at from attempts where number > 1",
  )
  const late = rows.flatMap(({ key, started_at }) => {
    const dueAtMs = known.get(key)
    return dueAtMs === undefined || dueAtMs < fromMs ? [] : [started_at.getTime() - dueAtMs]
  })
  return Float64Array.from(late).sort()
}

async function drain(pool: Pool): Promise<void> {
  const deadline = performance.now() + drainMs
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      "select count(*)::int as waiting from due_deliveries",
    )
    if (rows[0]?.waiting === 0) return
    if (performance.now() > deadline) throw new Error(`${rows[0]?.waiting} deliveries still wait.`)
    await sleep(250)
  }
}

function report({ name }: Arrangement, late: Float64Array): void {
  const ms = (share: number) => percentile(late, share).toFixed(0)
  const inTime = late.filter((each) => each <= 1_000).length / late.length
  row(
    `${name}: retries begun`,
    `${late.length}, earliest ${(late[0] ?? Number.NaN).toFixed(0)} ms after due`,
    "budget: never before",
  )
  row(
    "late p50 / p99 / at most",
    `${ms(0.5)} / ${ms(0.99)} / ${ms(1)} ms`,
    `${(inTime * 100).toFixed(1)} % within 1 s, budget ≥ 99 %`,
  )
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

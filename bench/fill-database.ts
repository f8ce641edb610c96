import { createLog } from "../src/log.ts"
import { startEmbeddedServer } from "../src/postgres/embedded/start.ts"
import { createPool, type Pool } from "../src/postgres/pool.ts"
import { connectionStringOf, connectionTo } from "../test/support/connection.ts"
import { API_KEY, callHub, startHubChild, type BenchDatabase } from "./bench-database.ts"
import { keepTemplates } from "./fill-keep-templates.ts"
import { fillRows } from "./fill-rows.ts"
import {
  FILL_COURSES,
  FILL_SECRETS,
  FILL_SOURCES,
  markerOf,
  webhookOf,
  type FillSource,
} from "./fill-templates.ts"
import { startSink } from "./sink.ts"

/** No commit of the filling is worth waiting for: who is interrupted begins anew. */
const FILLING = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  shared_buffers: "1GB",
  maintenance_work_mem: "512MB",
  autovacuum: "off",
}

const settleMsMax = 60_000

/**
 * Fills a migrated database of a stopped server in `dataDir`: some payouts go through the hub itself,
 * and their rows are copied, under names, amounts and moments of their own, to as many as asked for.
 */
export async function fillDatabase(
  dataDir: string,
  options: { readonly database: string; readonly payouts: number },
): Promise<void> {
  const server = await startEmbeddedServer({ dataDir, log: createLog("error"), settings: FILLING })
  const connection = connectionTo(server.connection, options.database)
  const pool = createPool(connection, { connectionsMax: 4, statementTimeoutMs: 0 })
  try {
    await runTemplates({ url: connectionStringOf(connection) }, pool, dataDir)
    await keepTemplates(pool)
    await fillRows(pool, options.payouts)
  } finally {
    await pool.end()
    await server.stop()
  }
}

/** Each course once, through a running hub. */
async function runTemplates(database: BenchDatabase, pool: Pool, dataDir: string): Promise<void> {
  const sink = await startSink()
  const hub = await startHubChild(database, `${dataDir}/hub`)
  try {
    const keys: Record<FillSource["merchant"], string> = {
      first: API_KEY,
      second: await addMerchant(hub.port, "second"),
      third: await addMerchant(hub.port, "third"),
    }
    for (const key of Object.values(keys)) {
      await callHub(hub.port, "POST /v1/endpoints", { url: sink.url }, key)
    }
    const routes: Record<string, string> = {}
    for (const { name, merchant, provider } of FILL_SOURCES) {
      const source = (await callHub(
        hub.port,
        "POST /v1/sources",
        { name, provider, secrets: FILL_SECRETS[provider] },
        keys[merchant],
      )) as { receive_url: string }
      routes[name] = new URL(source.receive_url).pathname
    }
    const stepsMax = Math.max(...FILL_COURSES.map(({ steps }) => steps.length))
    for (let step = 0; step < stepsMax; step += 1) {
      for (const [number, course] of FILL_COURSES.entries()) {
        const { sample } = course.steps[step] ?? {}
        const provider = FILL_SOURCES.find(({ name }) => name === course.source)?.provider
        if (sample === undefined || provider === undefined) continue
        const { headers, body } = webhookOf(
          { provider, marker: markerOf(number) },
          { sample, step },
        )
        await post(hub.port, routes[course.source] ?? "", { headers, body })
      }
      await isQuiet(pool)
    }
    // One of each that waits for a person.
    const route = routes["xendit"] ?? ""
    await post(hub.port, route, { headers: {}, body: Buffer.from("{}") }, 401)
    const { headers } = webhookOf(
      { provider: "xendit", marker: markerOf(0) },
      { sample: "payout.succeeded", step: 0 },
    )
    await post(hub.port, route, { headers, body: Buffer.from(`{"event":"unknown"}`) })
    await isQuiet(pool)
  } finally {
    await hub.stop()
    await sink.close()
  }
}

async function addMerchant(port: number, name: string): Promise<string> {
  const made = (await callHub(port, "POST /v1/merchants", { name })) as {
    api_key: { key: string }
  }
  return made.api_key.key
}

async function post(
  port: number,
  route: string,
  webhook: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
  expected?: number,
): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${route}`, {
    method: "POST",
    headers: webhook.headers,
    body: Buffer.from(webhook.body),
  })
  if (expected === undefined ? !response.ok : response.status !== expected) {
    throw new Error(`${route}: ${response.status} ${await response.text()}`)
  }
}

/** All is settled and delivered. */
async function isQuiet(pool: Pool): Promise<void> {
  const deadline = performance.now() + settleMsMax
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select ((select count(*) from unsettled) + (select count(*) from due_deliveries))::integer
         as waiting`,
    )
    if (rows[0]?.waiting === 0) return
    if (performance.now() > deadline) throw new Error("The templates were not delivered in time.")
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

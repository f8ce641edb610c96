import { connectionStringOf, connectionTo } from "../test/support/connection.ts"
import { createLog } from "../src/log.ts"
import type { ServerSettings } from "../src/postgres/embedded/settings.ts"
import { startEmbeddedServer } from "../src/postgres/embedded/start.ts"
import { migrate } from "../src/postgres/migrate.ts"
import { createPool } from "../src/postgres/pool.ts"
import { startChild, type Child } from "./children.ts"

export interface BenchDatabase {
  readonly url: string
}

export interface BenchServer {
  /** A migrated database of its own: what one part leaves unsettled is not the next one's work. */
  createDatabase(name: string): Promise<BenchDatabase>
  /** One that was made before. */
  databaseOf(name: string): BenchDatabase
  stop(): Promise<void>
}

export const API_KEY = "bench-api-key-0123456789"
export const TOKEN = "bench-callback-token"

/** One embedded server with production settings (every commit is durable) for all contenders. */
export async function startBenchServer(
  dataDir: string,
  settings: ServerSettings = {},
): Promise<BenchServer> {
  const server = await startEmbeddedServer({
    dataDir,
    log: createLog("error"),
    // BENCH_WORKERS want more than the default has room for.
    settings: { max_connections: "200", ...settings },
  })
  return {
    async createDatabase(name) {
      const admin = createPool(server.connection, { connectionsMax: 1 })
      await admin.query(`create database ${name}`)
      await admin.end()
      const connection = connectionTo(server.connection, name)
      const pool = createPool(connection, { connectionsMax: 1 })
      await migrate(pool)
      await pool.end()
      return { url: connectionStringOf(connection) }
    },
    databaseOf: (name) => ({ url: connectionStringOf(connectionTo(server.connection, name)) }),
    stop: () => server.stop(),
  }
}

export function startHubChild(
  database: BenchDatabase,
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  return startChild("./hub-server.ts", {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PAIDOUT_API_KEY: API_KEY,
    PAIDOUT_SECRET_KEY: "bench-secret-key-0123456789",
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    PORT: "0",
    LOG_LEVEL: "warn",
    ...environment,
  })
}

/** Calls the hub's API; anything but 2xx ends the bench. */
export async function callHub(
  port: number,
  call: string,
  body?: unknown,
  apiKey: string = API_KEY,
): Promise<unknown> {
  const [method, route] = call.split(" ")
  const response = await fetch(`http://127.0.0.1:${port}${route ?? ""}`, {
    method: method ?? "GET",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? undefined : response.json()
}

/** A Xendit source; returns the path of its receive URL. */
export async function addSource(port: number): Promise<string> {
  const source = (await callHub(port, "POST /v1/sources", {
    name: "bench",
    provider: "xendit",
    secrets: { callback_token: TOKEN },
  })) as { receive_url: string }
  return new URL(source.receive_url).pathname
}

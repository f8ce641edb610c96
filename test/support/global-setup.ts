import { randomBytes } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type { TestProject } from "vitest/node"
import { openDataFolder } from "../../src/postgres/embedded/data-folder.ts"
import { takeHubLock } from "../../src/postgres/embedded/hub-lock.ts"
import { endLeftoverServer } from "../../src/postgres/embedded/leftover-server.ts"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { silentLog } from "../../src/postgres/log.ts"
import { migrate } from "../../src/postgres/migrate.ts"
import { createPool } from "../../src/postgres/pool.ts"
import type { PostgresConnection } from "../../src/postgres/pool.ts"
import { connectionTo } from "./connection.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** May create databases. */
    readonly adminConnection: PostgresConnection
    /** A migrated database to clone. */
    readonly templateDatabase: string
  }
}

const folderPrefix = "paidout-test-server-"

/** Nothing of a test outlives it, so its server need not be durable. */
const fastSettings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
  autovacuum_naptime: "1min",
}

/** One server and one migrated template for the whole run: ours, or that of TEST_DATABASE_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer()
  const template = `paidout_template_${randomBytes(4).toString("hex")}`
  try {
    await inDatabase(server.connection, (pool) => pool.query(`create database ${template}`))
    await inDatabase(connectionTo(server.connection, template), (pool) => migrate(pool))
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide("adminConnection", server.connection)
  project.provide("templateDatabase", template)
  return async () => {
    await inDatabase(server.connection, (pool) =>
      pool.query(`drop database if exists ${template} with (force)`),
    ).finally(() => server.stop())
  }
}

async function startServer(): Promise<{
  readonly connection: PostgresConnection
  stop(): Promise<void>
}> {
  const connectionString = process.env["TEST_DATABASE_URL"]
  if (connectionString !== undefined) return { connection: { connectionString }, async stop() {} }
  await removeLeftovers()
  const dataDir = mkdtempSync(path.join(os.tmpdir(), folderPrefix))
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
  try {
    const server = await startEmbeddedServer({ dataDir, settings: fastSettings })
    return { connection: server.connection, stop: () => server.stop().finally(removeFolder) }
  } catch (error) {
    removeFolder()
    throw error
  }
}

/** Servers and folders of runs that were killed. Those of a living run are in use, and stay. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const dataDir = path.join(os.tmpdir(), name)
    if (!name.startsWith(folderPrefix) || !existsSync(path.join(dataDir, "hub.lock"))) continue
    const folder = openDataFolder(dataDir)
    const lock = await takeHubLock(folder).catch(() => undefined)
    if (lock === undefined) continue
    await endLeftoverServer(folder, silentLog).catch(() => {})
    lock.release()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function inDatabase(
  connection: PostgresConnection,
  work: (pool: ReturnType<typeof createPool>) => Promise<unknown>,
): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 1, statementTimeoutMs: 60_000 })
  try {
    await work(pool)
  } finally {
    await pool.end()
  }
}

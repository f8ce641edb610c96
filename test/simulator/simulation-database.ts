import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { makePartitions } from "../../src/postgres/make-partitions.ts"
import { migrate } from "../../src/postgres/migrate.ts"
import { createPool, type Pool, type PostgresConnection } from "../../src/postgres/pool.ts"
import { connectionTo } from "../support/connection.ts"

const TEMPLATE = "simulation_template"

/** Nothing of a simulation outlives it, and nothing may happen in it by itself. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
  deadlock_timeout: "1h",
  max_connections: "80",
}

export interface SimulationServer {
  readonly connection: PostgresConnection
  stop(): Promise<void>
}

/** A PostgreSQL of its own with a migrated template: what other tests do must change nothing here. */
export async function startSimulationServer(startMs: number): Promise<SimulationServer> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-simulation-"))
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
  try {
    const server = await startEmbeddedServer({ dataDir, settings: SETTINGS })
    const stop = () => server.stop().finally(removeFolder)
    try {
      await makeTemplate(server.connection, startMs)
    } catch (error) {
      await stop()
      throw error
    }
    return { connection: server.connection, stop }
  } catch (error) {
    removeFolder()
    throw error
  }
}

/** The database of one run: dropped when it is done. */
export async function createSimulationDatabase(
  connection: PostgresConnection,
  name: string,
): Promise<{ readonly connection: PostgresConnection; drop(): Promise<void> }> {
  await asAdmin(connection, (pool) => pool.query(`create database ${name} template ${TEMPLATE}`))
  return {
    connection: connectionTo(connection, name),
    drop: () =>
      asAdmin(connection, (pool) => pool.query(`drop database if exists ${name} with (force)`)),
  }
}

async function makeTemplate(connection: PostgresConnection, startMs: number): Promise<void> {
  await asAdmin(connection, (pool) => pool.query(`create database ${TEMPLATE}`))
  await asAdmin(connectionTo(connection, TEMPLATE), async (pool) => {
    await migrate(pool)
    await replaceClock(pool, new Date(startMs))
    await makePartitions(pool, new Date(startMs))
  })
}

/** Every time in Paidout comes from these two functions, so here it comes from a row. */
async function replaceClock(pool: Pool, start: Date): Promise<void> {
  await pool.query(`
    create table simulated_clock (now timestamptz not null);
    create or replace function paidout_now() returns timestamptz
    language sql stable parallel safe as $$ select now from simulated_clock $$;
    create or replace function paidout_server_now() returns timestamptz
    language sql stable parallel safe as $$ select now from simulated_clock $$`)
  await pool.query("insert into simulated_clock values ($1)", [start])
  await pool.query("update listening set heard_until = $1", [start])
}

async function asAdmin(
  connection: PostgresConnection,
  work: (pool: Pool) => Promise<unknown>,
): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 1, statementTimeoutMs: 60_000 })
  try {
    await work(pool)
  } finally {
    await pool.end()
  }
}

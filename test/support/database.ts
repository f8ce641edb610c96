import { randomBytes } from "node:crypto"
import { inject } from "vitest"
import { createPool } from "../../src/postgres/pool.ts"
import type { Pool, PostgresConnection } from "../../src/postgres/pool.ts"
import { connectionStringOf, connectionTo } from "./connection.ts"

export interface TestDatabase {
  readonly connection: PostgresConnection
  /** The same as a URL, for a child process. */
  readonly connectionString: string
  readonly pool: Pool
  /** Ends the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>
}

/** A migrated database of its own for a test file: make it in beforeAll, drop it in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`
  await runAsAdmin(`create database ${name} template ${inject("templateDatabase")}`)
  const connection = connectionTo(inject("adminConnection"), name)
  const pool = createPool(connection, { applicationName: "test" })
  return {
    connection,
    connectionString: connectionStringOf(connection),
    pool,
    async drop() {
      await pool.end()
      await runAsAdmin(`drop database if exists ${name} with (force)`)
    },
  }
}

async function runAsAdmin(statement: string): Promise<void> {
  const admin = createPool(inject("adminConnection"), {
    connectionsMax: 1,
    statementTimeoutMs: 60_000,
  })
  try {
    await admin.query(statement)
  } finally {
    await admin.end()
  }
}

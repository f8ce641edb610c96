// A database whose machine vanished (a failover, a firewall) closes no connection: statements under
// way waited for a quarter of an hour, and with them every webhook, every batch and every claim.
import { afterAll, beforeAll, expect, test } from "vitest"

import { createPool } from "../../src/postgres/pool.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { startDatabaseProxy } from "../support/database-proxy.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test("statements under way fail soon after their time, and the next ones find the new machine", async () => {
  const proxy = await startDatabaseProxy(database.connection)
  const pool = createPool(proxy.connection, {
    connectionsMax: 2,
    pipelined: true,
    statementTimeoutMs: 300,
    connectTimeoutMs: 500,
  })
  await Promise.all([pool.query("select 1"), pool.query("select 1")])
  proxy.swallow()
  const begun = performance.now()
  const outcomes = await Promise.allSettled([
    pool.query("select 1"),
    inTransaction(pool, (client) => client.query("select 1")),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"])
  expect(performance.now() - begun).toBeLessThan(6_000)
  proxy.mend()
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }])
  await pool.end()
  await proxy.close()
})

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { startDatabaseProxy } from "../../test/support/database-proxy.ts"
import { isDatabaseTrouble } from "./is-database-trouble.ts"
import { createPool, type PoolOptions } from "./pool.ts"
import { inTransaction } from "./transaction.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const READ_ONLY = "set default_transaction_read_only = on"

function openPool(options: PoolOptions = {}, connection = database.connection) {
  const pool = createPool(connection, options)
  onTestFinished(() => pool.end())
  return pool
}

test.each([false, true])(
  "a connection whose server turns read-only is not used again (pipelined %s)",
  async (pipelined) => {
    const pool = openPool({ connectionsMax: 1, pipelined })
    await pool.query(READ_ONLY)
    expect(pool.totalCount).toBe(0)
    await pool.query("create table if not exists written (number integer)")
    const refused = inTransaction(pool, async (client) => {
      await client.query("set transaction read only")
      await client.query("insert into written values (1)")
    })
    await expect(refused).rejects.toMatchObject({ code: "25006" })
    expect(pool.totalCount).toBe(0)
    await expect(pool.query("insert into written values (1)")).resolves.toBeDefined()
  },
)

test("a server that is read-only is refused at once, as trouble that passes", async () => {
  const standby = await createTestDatabase()
  onTestFinished(() => standby.drop())
  await standby.pool.query(
    "do $$ begin execute format('alter database %I set default_transaction_read_only = on'," +
      " current_database()); end $$",
  )
  const pool = openPool({}, standby.connection)
  const refused = await pool.query("select 1").catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: "25006", message: expect.stringMatching(/no writes/) })
  expect(isDatabaseTrouble(refused)).toBe(true)
  expect(pool.totalCount).toBe(0)
})

test.each([false, true])(
  "after a machine is gone without a word one timeout is enough for all connections (pipelined %s)",
  async (pipelined) => {
    const proxy = await startDatabaseProxy(database.connection)
    onTestFinished(() => proxy.close())
    const pool = openPool({ pipelined, statementTimeoutMs: 400 }, proxy.connection)
    const eight = Array.from({ length: 8 }, () => pool.query("select"))
    await Promise.all(eight)
    expect(pool.totalCount).toBe(8)

    proxy.swallow()
    const lost = inTransaction(pool, (client) => client.query("select 1"))
    await expect(lost).rejects.toSatisfy(isDatabaseTrouble)
    proxy.mend()
    const begun = performance.now()
    await expect(pool.query("select 1")).resolves.toBeDefined()
    // Each dead connection would cost more than two seconds.
    expect(performance.now() - begun).toBeLessThan(1_500)
  },
)

test("while the database is away nobody waits in a queue without end", async () => {
  const proxy = await startDatabaseProxy(database.connection)
  onTestFinished(() => proxy.close())
  proxy.swallow()
  const pool = openPool({ connectTimeoutMs: 500 }, proxy.connection)
  const failures: unknown[] = []
  const all = Array.from({ length: 1_200 }, () =>
    pool.query("select").catch((error: unknown) => failures.push(error)),
  )
  await expect.poll(() => failures.length).toBe(190)
  expect(pool.waitingCount).toBe(1_000)
  await expect(pool.connect()).rejects.toMatchObject({ code: "53300" })
  await Promise.all(all)
  expect(failures.filter((error) => !isDatabaseTrouble(error))).toEqual([])
})

import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createTestDatabase } from "../../test/support/database.ts"
import type { TestDatabase } from "../../test/support/database.ts"
import { createPool } from "./pool.ts"
import { inTransaction } from "./transaction.ts"

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await database.pool.query("create table notes (text text not null)")
})
afterAll(async () => {
  await database.drop()
})

async function notes(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ text: string }>("select text from notes")
  return rows.map((row) => row.text)
}

describe("inTransaction", () => {
  test("commits and returns what the work returns", async () => {
    const result = await inTransaction(database.pool, async (client) => {
      await client.query("insert into notes values ('kept')")
      return 42
    })
    expect(result).toBe(42)
    expect(await notes()).toEqual(["kept"])
  })

  test("rolls back and throws the work's own error", async () => {
    const failure = inTransaction(database.pool, async (client) => {
      await client.query("insert into notes values ('lost')")
      throw new Error("the work failed")
    })
    await expect(failure).rejects.toThrow("the work failed")
    expect(await notes()).toEqual(["kept"])
  })

  test("gives the pool a fresh connection after one that broke inside the transaction", async () => {
    const pool = createPool(database.connection, { connectionsMax: 1 })
    const failure = inTransaction(pool, async (client) => {
      await client.query("select pg_terminate_backend(pg_backend_pid())")
    })
    await expect(failure).rejects.toThrow()
    const { rows } = await pool.query<{ one: number }>("select 1 as one")
    expect(rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  test("leaves no transaction open on the connection it gives back", async () => {
    const pool = createPool(database.connection, { connectionsMax: 1 })
    await inTransaction(pool, async () => {
      throw new Error("no")
    }).catch(() => {})
    const first = await pool.query<{ at: Date }>("select transaction_timestamp() as at")
    const second = await pool.query<{ at: Date }>("select transaction_timestamp() as at")
    expect(first.rows[0]?.at).toBeInstanceOf(Date)
    expect(second.rows[0]?.at).not.toEqual(first.rows[0]?.at)
    await pool.end()
  })
})

describe("createPool", () => {
  test("returns bigint and numeric as strings, timestamptz as Date", async () => {
    const { rows } = await database.pool.query(
      "select 9007199254740993::bigint as big, 1.2300::numeric as exact, $1::timestamptz as at",
      [new Date(0)],
    )
    expect(rows).toEqual([{ big: "9007199254740993", exact: "1.2300", at: new Date(0) }])
  })

  test("frees the locks of a session that sits idle in a transaction", async () => {
    const pool = createPool(database.connection, { idleInTransactionTimeoutMs: 100 })
    const client = await pool.connect()
    client.on("error", () => {})
    await client.query("begin")
    await client.query("lock table notes in exclusive mode")
    await database.pool.query("insert into notes values ('after the timeout')")
    client.release(true)
    await pool.end()
    expect(await notes()).toContain("after the timeout")
  })

  test("connects by the URL of the same database", async () => {
    const pool = createPool({ connectionString: database.connectionString })
    const { rows } = await pool.query<{ name: string }>("select current_database() as name")
    expect(rows[0]?.name).toMatch(/^test_/)
    await pool.end()
  })
})

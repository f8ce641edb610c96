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
    // As text, which has microseconds: a Date's milliseconds may be the same for both.
    const first = await pool.query<{ at: string }>("select transaction_timestamp()::text as at")
    const second = await pool.query<{ at: string }>("select transaction_timestamp()::text as at")
    expect(first.rows[0]?.at).toMatch(/^\d{4}-/)
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

describe("a transaction whose statements travel without waiting", () => {
  const pipelined = () => createPool(database.connection, { connectionsMax: 1, pipelined: true })

  test("is no success when the server answered its commit with a rollback", async () => {
    const pool = pipelined()
    for (const swallowing of [pool, database.pool]) {
      const outcome = inTransaction(swallowing, async (client) => {
        await client.query("insert into notes values ('swallowed')")
        await client.query("select 1 / 0").catch(() => {})
      })
      await expect(outcome).rejects.toThrow(/rolled back/)
    }
    expect(await notes()).not.toContain("swallowed")
    await pool.end()
  })

  test("commits nothing when a last write fails before it is sent", async () => {
    const pool = pipelined()
    const failures: readonly (() => Promise<unknown>)[] = [
      () => Promise.reject(new Error("not sent")),
      async () => {
        await Promise.resolve()
        throw new Error("not sent")
      },
      () => {
        throw new Error("not sent")
      },
    ]
    for (const failure of failures) {
      const outcome = inTransaction(pool, async (client, later) => {
        await client.query("insert into notes values ('half')")
        later(() => client.query("insert into notes values ('half')"))
        later(failure)
        later(() => client.query("insert into notes values ('half')"))
      })
      await expect(outcome).rejects.toThrow()
      expect(await notes()).not.toContain("half")
    }
    await pool.end()
  })

  test("commits nothing when a last write cannot be put into words", async () => {
    const pool = pipelined()
    const circular: Record<string, unknown> = {}
    circular["itself"] = circular
    const outcome = inTransaction(pool, async (client, later) => {
      await client.query("insert into notes values ('unsayable')")
      later(() => client.query("insert into notes values ($1)", [circular]))
    })
    await expect(outcome).rejects.toThrow(/circular/i)
    expect(await notes()).not.toContain("unsayable")
    const { rows } = await pool.query("select 1 as one")
    expect(rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  test("fails when its session is ended between its last statement and its commit", async () => {
    const pool = pipelined()
    const outcome = inTransaction(pool, async (client, later) => {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid")
      await client.query("insert into notes values ('cut off')")
      await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid])
      later(() => client.query("insert into notes values ('cut off')"))
    })
    await expect(outcome).rejects.toThrow()
    expect(await notes()).not.toContain("cut off")
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  test("fails when a statement takes too long, and the connection is of use again", async () => {
    const pool = createPool(database.connection, {
      connectionsMax: 1,
      pipelined: true,
      statementTimeoutMs: 100,
    })
    const outcome = inTransaction(pool, async (client, later) => {
      later(() => client.query("insert into notes values ('too slow')"))
      later(() => client.query("select pg_sleep(5)"))
      later(() => client.query("insert into notes values ('too slow')"))
    })
    await expect(outcome).rejects.toThrow(/statement timeout/)
    await inTransaction(pool, (client) => client.query("insert into notes values ('after')"))
    expect(await notes()).not.toContain("too slow")
    expect(await notes()).toContain("after")
    await pool.end()
  })

  test("of one after another on one connection leaves nothing of a failed one behind", async () => {
    const pool = pipelined()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        inTransaction(pool, async (client, later) => {
          await client.query({ name: "note", text: "insert into notes values ($1)", values: ["a"] })
          const text = index % 3 === 0 ? null : `kept ${index}`
          later(() =>
            client.query({ name: "note-2", text: "insert into notes values ($1)", values: [text] }),
          )
        }),
      ),
    )
    const kept = outcomes.flatMap(({ status }, index) =>
      status === "fulfilled" ? [`kept ${index}`] : [],
    )
    expect(kept).toHaveLength(26)
    expect((await notes()).filter((text) => text.startsWith("kept ")).toSorted()).toEqual(
      kept.toSorted(),
    )
    expect((await notes()).filter((text) => text === "a")).toHaveLength(26)
    await pool.end()
  })
})

import { mkdtemp, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { createTestDatabase } from "../../test/support/database.ts"
import type { TestDatabase } from "../../test/support/database.ts"
import { checkMigrated, migrate } from "./migrate.ts"
import { createPool } from "./pool.ts"

const clock = `create function paidout_now() returns timestamptz language sql
  as $$ select statement_timestamp() $$;`

let database: TestDatabase
let directory: string

beforeEach(async () => {
  database = await createTestDatabase()
  await database.pool.query("drop schema public cascade")
  await database.pool.query("create schema public")
  directory = await mkdtemp(path.join(os.tmpdir(), "paidout-migrations-"))
  await writeFile(path.join(directory, "0001_clock.sql"), clock)
  await writeFile(path.join(directory, "0002_things.sql"), "create table things (id int);")
})
afterEach(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

async function appliedNames(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "select name from schema_migrations where applied_at is not null order by version",
  )
  return rows.map((row) => row.name)
}

describe("migrate", () => {
  test("applies what is pending, in order, and nothing twice", async () => {
    expect(await checkMigrated(database.pool, { directory })).toBe(false)
    expect(await migrate(database.pool, { directory })).toEqual([1, 2])
    expect(await checkMigrated(database.pool, { directory })).toBe(true)
    expect(await migrate(database.pool, { directory })).toEqual([])
    await writeFile(path.join(directory, "0003_more.sql"), "alter table things add more text;")
    expect(await migrate(database.pool, { directory })).toEqual([3])
    expect(await appliedNames()).toEqual(["clock", "things", "more"])
  })

  test("runs each file once when many processes start together", async () => {
    const pools = Array.from({ length: 6 }, () => createPool(database.connection))
    const applied = await Promise.all(pools.map((pool) => migrate(pool, { directory })))
    expect(applied.flat().toSorted((a, b) => a - b)).toEqual([1, 2])
    await Promise.all(pools.map((pool) => pool.end()))
  })

  test("leaves nothing of a file that fails, and keeps those before it", async () => {
    const broken = "create table half (id int); select no_such_function();"
    await writeFile(path.join(directory, "0003_broken.sql"), broken)
    await expect(migrate(database.pool, { directory })).rejects.toThrow("no_such_function")
    expect(await appliedNames()).toEqual(["clock", "things"])
    await expect(database.pool.query("select from half")).rejects.toThrow("does not exist")
  })

  test("refuses a released migration that was edited", async () => {
    await migrate(database.pool, { directory })
    await writeFile(path.join(directory, "0002_things.sql"), "create table things (id bigint);")
    const refusal = expect.objectContaining({ code: "migrations_edited" })
    await expect(migrate(database.pool, { directory })).rejects.toEqual(refusal)
    await expect(checkMigrated(database.pool, { directory })).rejects.toEqual(refusal)
  })

  test("takes other line ends for the same migration", async () => {
    await writeFile(path.join(directory, "0003_lines.sql"), "select 1;\nselect 2;\n")
    await migrate(database.pool, { directory })
    await writeFile(path.join(directory, "0003_lines.sql"), "select 1;\r\nselect 2;\r\n")
    expect(await checkMigrated(database.pool, { directory })).toBe(true)
  })

  test("refuses a database that a newer release has migrated", async () => {
    await migrate(database.pool, { directory })
    await rm(path.join(directory, "0002_things.sql"))
    const refusal = expect.objectContaining({ code: "migrations_newer" })
    await expect(migrate(database.pool, { directory })).rejects.toEqual(refusal)
  })

  test("refuses files with a gap in their numbers", async () => {
    await writeFile(path.join(directory, "0004_gap.sql"), "select 1;")
    await expect(migrate(database.pool, { directory })).rejects.toThrow("without gaps")
  })
})

// Databases of the first releases have a partition a month of every table.
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"

import { newUuid, newUuidAt } from "../../src/ids.ts"
import { makePartitions } from "../../src/postgres/make-partitions.ts"
import { migrate } from "../../src/postgres/migrate.ts"
import { listOldPartitions, prunePartition } from "../../src/postgres/prune-partition.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"

const DAY_MS = 24 * 60 * 60 * 1_000
const merchantId = newUuid()
let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
  await database.pool.query("drop schema public cascade")
  await database.pool.query("create schema public")
  const directory = await mkdtemp(path.join(os.tmpdir(), "paidout-monthly-"))
  const all = path.join(import.meta.dirname, "../../migrations")
  for (const file of await readdir(all)) {
    if (file < "0006") await copyFile(path.join(all, file), path.join(directory, file))
  }
  await migrate(database.pool, { directory })
  await rm(directory, { recursive: true })
})
afterEach(() => database.drop())

async function insertMessage(id: string): Promise<void> {
  await database.pool.query(
    `insert into messages (merchant_id, id, source_id, received_at, headers, body_bytes,
       answer_status)
     values ($1, $2, $1, paidout_now(), '{}', 0, 200)`,
    [merchantId, id],
  )
}

async function partitions(parent: string): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ partition: string }>(
    "select partition from partitions_of($1)",
    [parent],
  )
  return rows.map(({ partition }) => partition)
}

/** Where one partition ends and the next does not begin, from now on for so many days. */
async function gaps(parent: string, days: number): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query(
    `with known as materialized (select * from partitions_of($1)), span as materialized (
       select uuid_at(paidout_server_now()) as first,
         uuid_at(paidout_server_now() + $2 * interval '1 day') as last
     )
     select ids_before from (
       select ids_before, lead(ids_from) over (order by ids_from) as next from known
     ) as each cross join span
     where ids_before > span.first and ids_before <= span.last and next is distinct from ids_before
     union all
     select first from span
     where not exists (select from known where ids_from <= first and first < ids_before)`,
    [parent, days],
  )
  return rows
}

test("a month that is in use stays, weeks follow it without a gap, empty months give way", async () => {
  const before = await database.pool.query(`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'messages'::regclass and c.relname <> 'messages_default'
    order by 1`)
  expect(before.rows).toHaveLength(2)
  const ids = [newUuid(), newUuid()]
  for (const id of ids) await insertMessage(id)
  await migrate(database.pool)
  const [month = "", ...weeks] = await partitions("messages")
  expect(month).toBe(before.rows[0].name)
  expect(weeks.every((name) => /^messages_\d{4}_\d\d_\d\d$/.test(name))).toBe(true)
  expect(await partitions("attempts")).not.toContain(expect.stringMatching(/_\d{4}_\d\d$/))
  for (const parent of ["messages", "attempts", "event_bodies", "readings"]) {
    expect(await gaps(parent, 14)).toEqual([])
  }
  for (const parent of ["history", "deliveries"]) expect(await gaps(parent, 31)).toEqual([])
  const { rows } = await database.pool.query(
    "select id, tableoid::regclass::text as place from messages order by id",
  )
  expect(rows).toEqual(ids.map((id) => ({ id, place: month })))
})

test("an old month goes as a whole", async () => {
  const old = Date.now() - 150 * DAY_MS
  await database.pool.query("select make_partitions($1)", [new Date(old)])
  await insertMessage(newUuidAt(old))
  await insertMessage(newUuid())
  await migrate(database.pool)
  const [month = "", ...others] = await listOldPartitions(database.pool, {
    ...{ parent: "messages", days: 90 },
  })
  expect(others).toEqual([])
  const of = { parent: "messages", partition: month, days: 90 }
  expect(await prunePartition(database.pool, of)).toMatchObject({ outcome: "pruned", kept: 0 })
  expect((await database.pool.query("select 1 from messages")).rows).toHaveLength(1)
})

test("months and weeks that are made as time goes by leave no gap and do not overlap", async () => {
  await insertMessage(newUuid())
  await migrate(database.pool)
  const begin = Date.now()
  for (let day = 0; day < 100; day += 10) {
    expect(await makePartitions(database.pool, new Date(begin + day * DAY_MS))).toEqual([])
  }
  for (const parent of ["messages", "deliveries"]) expect(await gaps(parent, 90)).toEqual([])
  expect((await partitions("messages")).length).toBeLessThanOrEqual(20)
  expect((await partitions("deliveries")).length).toBeLessThanOrEqual(4)
})

test("a process of the release before goes on making partitions beside this one", async () => {
  await migrate(database.pool)
  const later = new Date(Date.now() + 100 * DAY_MS)
  await database.pool.query(
    "select make_partitions($1), make_partitions($1::timestamptz + interval '1 month')",
    [later],
  )
  await insertMessage(newUuidAt(later.getTime()))
  const { rows } = await database.pool.query(
    "select tableoid::regclass::text as place from messages",
  )
  expect(rows[0].place).toMatch(/^messages_\d{4}_\d\d_\d\d$/)
})

test("history and deliveries are never dropped", async () => {
  await migrate(database.pool)
  for (const parent of ["history", "deliveries"]) {
    const [partition = ""] = await partitions(parent)
    const pruning = prunePartition(database.pool, { parent, partition, days: -100 })
    await expect(pruning).rejects.toThrow(/case not found/i)
    expect(await partitions(parent)).toContain(partition)
  }
})

// A machine whose clock ran ahead left rows of a later month in the default partition. When that
// month came, its partition could not be made, and the hub did not start any more.
import { afterAll, beforeAll, expect, test } from "vitest"

import { newUuid } from "../../src/ids.ts"
import { makePartitions } from "../../src/postgres/make-partitions.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertHistoryRow } from "../support/ledger-rows.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const subject = { merchantId: newUuid(), subjectId: newUuid() }
const idAt = (time: string) => {
  const ms = Date.parse(time).toString(16).padStart(12, "0")
  return `${ms.slice(0, 8)}-${ms.slice(8)}${newUuid().slice(13)}`
}
const placesOf = async () =>
  (
    await database.pool.query<{ place: string }>(
      "select tableoid::regclass::text as place from history where subject_id = $1 order by id",
      [subject.subjectId],
    )
  ).rows.map(({ place }) => place)

test("rows that came before their partition move into it, those of the past too", async () => {
  for (const time of ["2031-03-31T23:59:59.999Z", "2031-04-01T00:00:00Z", "2031-07-01T00:00:00Z"]) {
    await insertHistoryRow(database.pool, subject, { id: idAt(time), sequence: 1 })
  }
  await makePartitions(database.pool, new Date("2031-06-10T00:00:00Z"))
  expect(await placesOf()).toEqual(["history_2031_01", "history_2031_04", "history_2031_07"])
  await insertHistoryRow(database.pool, subject, { id: idAt("2031-05-20T00:00:00Z"), sequence: 2 })
  expect(await placesOf()).toEqual([
    "history_2031_01",
    "history_2031_04",
    "history_2031_04",
    "history_2031_07",
  ])
})

test("a table that is in use for long does not keep the hub from starting, nor webhooks waiting", async () => {
  const other = await database.pool.connect()
  await other.query("begin")
  await other.query("lock table messages in share mode")
  const begun = performance.now()
  await makePartitions(database.pool, new Date("2032-01-10T00:00:00Z"))
  expect(performance.now() - begun).toBeLessThan(9_000)
  await other.query("rollback")
  other.release()
  const made = async () =>
    (await database.pool.query("select to_regclass('messages_2032_01_05') is not null as made"))
      .rows
  expect(await made()).toEqual([{ made: false }])
  await makePartitions(database.pool, new Date("2032-01-10T00:00:00Z"))
  expect(await made()).toEqual([{ made: true }])
})

test("more rows than may move at once stay readable where they are, and the next quarter is made", async () => {
  const crowd = { merchantId: newUuid(), subjectId: newUuid() }
  await insertHistoryRow(database.pool, crowd, { id: idAt("2035-02-01T00:00:00Z"), sequence: 1 })
  await database.pool.query(
    `insert into history select (jsonb_populate_record(h, jsonb_build_object(
         'id', uuid_at(timestamptz '2035-02-02' + n * interval '1 second')))).*
     from history as h cross join generate_series(1, 10000) as n where h.subject_id = $1`,
    [crowd.subjectId],
  )
  const now = new Date("2035-03-20T00:00:00Z")
  expect(await makePartitions(database.pool, now)).toMatchObject([
    { parent: "history", outcome: "crowded" },
  ])
  const { rows } = await database.pool.query(
    "select count(*)::integer as count from history where subject_id = $1",
    [crowd.subjectId],
  )
  expect(rows).toEqual([{ count: 10_001 }])
  const made = await database.pool.query("select to_regclass('history_2035_04') as name")
  expect(made.rows).toEqual([{ name: "history_2035_04" }])
})

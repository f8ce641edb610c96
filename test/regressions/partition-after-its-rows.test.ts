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

test("rows that came before their month's partition move into it, those of a past month too", async () => {
  for (const time of ["2031-04-30T23:59:59.999Z", "2031-05-01T00:00:00Z", "2031-06-01T00:00:00Z"]) {
    await insertHistoryRow(database.pool, subject, { id: idAt(time), sequence: 1 })
  }
  await makePartitions(database.pool, new Date("2031-05-10T00:00:00Z"))
  expect(await placesOf()).toEqual(["history_2031_04", "history_2031_05", "history_2031_06"])
  await insertHistoryRow(database.pool, subject, { id: idAt("2031-05-20T00:00:00Z"), sequence: 2 })
  expect(await placesOf()).toContain("history_2031_05")
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

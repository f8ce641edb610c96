// Ids are made by each hub's own clock. Where two hubs settled one payout, the one behind by a second
// or by a month, its history was shown in the wrong order, and the counters of a batch's earlier
// webhook were taken for its last word.
import { afterAll, beforeAll, expect, test } from "vitest"

import { newUuid, newUuidAt } from "../../src/ids.ts"
import { findToldCounters } from "../../src/ledger/find-told-counters.ts"
import { listHistory } from "../../src/ledger/list-history.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertHistoryRow } from "../support/ledger-rows.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const BASE_MS = Date.parse("2026-11-20T08:00:00Z")
/** As the hub made it whose clock is so far ahead. */
const madeAt = (aheadMs: number) => newUuidAt(BASE_MS + aheadMs)

test("a history is listed in the order applied", async () => {
  const subject = { merchantId: newUuid(), subjectId: newUuid() }
  const insert = (columns: Readonly<Record<string, unknown>>) =>
    insertHistoryRow(database.pool, subject, columns)
  await insert({ id: madeAt(3_600_000), sequence: 1, status: "pending" })
  await insert({ id: madeAt(1), sequence: 2, status: "processing" })
  await insert({ id: madeAt(2), sequence: null, refused_because: "duplicate" })
  await insert({ id: madeAt(3_600_001), sequence: 3, status: "paid" })
  const { entries } = await listHistory(database.pool, subject)
  expect(entries.map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
    "1 pending",
    "null paid",
    "2 processing",
    "3 paid",
  ])
})

test("a batch's last word is the last that was applied", async () => {
  const subject = { merchantId: newUuid(), subjectId: newUuid() }
  const counters = (success: number) => {
    const none = { count: 0, amount: "0.0000" }
    return JSON.stringify({
      counters: {
        ...{ currency: "IDR", pending: none, failed: none, cancelled: none },
        success: { count: success, amount: "1.0000" },
      },
    })
  }
  const insert = (columns: Readonly<Record<string, unknown>>) =>
    insertHistoryRow(database.pool, subject, { subject: "batch", status: "done", ...columns })
  await insert({ id: madeAt(3_600_000), sequence: 1, detail: counters(1) })
  await insert({ id: madeAt(1), sequence: 2, detail: counters(2) })
  const told = await findToldCounters(database.pool, [subject])
  expect(told.get(subject.subjectId)?.success.count).toBe(2)
})

// RETAIN_ATTEMPTS_DAYS and RETAIN_BODIES_DAYS take up to 36,500 days. A hundred years ago lies before
// 1970, where the smallest id of a moment came out as the largest of all: everything was older than
// that, and was dropped within the hour.
import { afterAll, beforeAll, expect, test } from "vitest"

import { pruneStrayAttempts } from "../../src/delivery/prune-stray-attempts.ts"
import { newUuid } from "../../src/ids.ts"
import { listOldPartitions } from "../../src/postgres/prune-partition.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertRow } from "../support/ledger-rows.ts"

const DAYS_MAX = 36_500

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test.each(["messages", "attempts", "event_bodies", "readings"])(
  "no partition of %s is older than that",
  async (parent) => {
    expect(await listOldPartitions(database.pool, { parent, days: DAYS_MAX })).toEqual([])
  },
)

test("no attempt is older than that", async () => {
  const id = `00000000-0001-7${newUuid().slice(15)}`
  await insertRow(database.pool, "attempts", {
    ...{ merchant_id: newUuid(), id, delivery_id: newUuid(), number: 1, trigger: "automatic" },
    ...{ url: "https://shop.example/events", duration_ms: 1, outcome: "success" },
    started_at: "1970-01-01T00:00:00.001Z",
  })
  expect(await pruneStrayAttempts(database.pool, { days: DAYS_MAX, limit: 10 })).toBe(0)
})

test("the smallest id of a moment before 1970 is the smallest of all", async () => {
  const { rows } = await database.pool.query(
    "select uuid_at('1926-11-21T00:00:00Z') as before, uuid_at('2026-11-21T00:00:00Z') as now",
  )
  expect(rows).toEqual([
    {
      before: "00000000-0000-0000-0000-000000000000",
      now: `${Date.parse("2026-11-21T00:00:00Z")
        .toString(16)
        .padStart(12, "0")
        .replace(/^(.{8})/, "$1-")}-0000-0000-000000000000`,
    },
  ])
})

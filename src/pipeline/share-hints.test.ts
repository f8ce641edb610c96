import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { shareHints } from "./share-hints.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test("a hint of one process wakes the same stage of another, and only that one", async () => {
  const woken = { settle: 0, deliver: 0 }
  const context = { pool: database.pool, log: pino({ level: "silent" }) }
  const quiet = { settle: () => {}, deliver: () => {} }
  const other = await shareHints(database.connection, context, {
    settle: () => (woken.settle += 1),
    deliver: () => (woken.deliver += 1),
  })
  const one = await shareHints(database.connection, context, quiet)
  try {
    // Each (re)connection wakes both once, since hints before it were lost.
    expect(woken).toEqual({ settle: 1, deliver: 1 })
    one.deliver()
    await expect.poll(() => woken.deliver).toBe(2)
    one.settle()
    await expect.poll(() => woken.settle).toBe(2)
    expect(woken.deliver).toBe(2)
  } finally {
    await one.close()
    await other.close()
  }
})

import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { shareHints, type Hints } from "./share-hints.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** A process that counts what wakes it, and how far its clock was moved. */
async function join() {
  const heard = { settle: 0, deliver: 0, reconcile: 0, resend: 0, movedMs: 0 }
  const wake: Hints = {
    settle: () => (heard.settle += 1),
    deliver: () => (heard.deliver += 1),
    reconcile: () => (heard.reconcile += 1),
    resend: () => (heard.resend += 1),
    clockMoved: (byMs) => (heard.movedMs += byMs),
  }
  const context = { pool: database.pool, log: pino({ level: "silent" }) }
  const hints = await shareHints(database.connection, context, wake)
  return { heard, hints }
}

test("a hint of one process wakes the same stage of another, and only that one", async () => {
  const [one, other] = [await join(), await join()]
  try {
    // Each (re)connection wakes all once, since hints before it were lost.
    const once = { settle: 1, deliver: 1, reconcile: 1, resend: 1, movedMs: 0 }
    expect(other.heard).toEqual(once)
    one.hints.deliver()
    await expect.poll(() => other.heard.deliver).toBe(2)
    one.hints.settle()
    await expect.poll(() => other.heard.settle).toBe(2)
    one.hints.reconcile()
    await expect.poll(() => other.heard.reconcile).toBe(2)
    one.hints.resend()
    await expect.poll(() => other.heard.resend).toBe(2)
    expect(other.heard).toEqual({ settle: 2, deliver: 2, reconcile: 2, resend: 2, movedMs: 0 })
  } finally {
    await one.hints.close()
    await other.hints.close()
  }
})

test("a moved clock is told to the others, each time, and not to who moved it", async () => {
  const [one, other] = [await join(), await join()]
  try {
    one.hints.clockMoved(60_000)
    one.hints.clockMoved(1_500)
    await expect.poll(() => other.heard.movedMs).toBe(61_500)
    other.hints.clockMoved(7)
    await expect.poll(() => one.heard.movedMs).toBe(7)
    expect(other.heard.movedMs).toBe(61_500)
  } finally {
    await one.hints.close()
    await other.hints.close()
  }
})

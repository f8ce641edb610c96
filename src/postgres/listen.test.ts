import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { createTestDatabase } from "../../test/support/database.ts"
import type { TestDatabase } from "../../test/support/database.ts"
import { listen } from "./listen.ts"
import { createNotifier } from "./notifier.ts"

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
})

test("a listener is woken for every channel at the start, then by each notice", async () => {
  const woken: string[] = []
  const listener = await listen(database.connection, ["inbox", "outbox"], (channel, payload) => {
    woken.push(`${channel}:${payload}`)
  })
  expect(woken).toEqual(["inbox:", "outbox:"])
  await database.pool.query("select pg_notify('outbox', 'hello')")
  await vi.waitFor(() => expect(woken).toEqual(["inbox:", "outbox:", "outbox:hello"]))
  await listener.close()
})

test("a listener that lost its connection comes back and is woken again", async () => {
  let woken = 0
  const listener = await listen(database.connection, ["inbox"], () => (woken += 1))
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'paidout listen'`,
  )
  await vi.waitFor(() => expect(woken).toBe(2), { timeout: 5_000 })
  await database.pool.query("select pg_notify('inbox', '')")
  await vi.waitFor(() => expect(woken).toBe(3))
  await listener.close()
})

test("a closed listener is not woken and leaves no connection", async () => {
  let woken = 0
  const listener = await listen(database.connection, ["inbox"], () => (woken += 1))
  await listener.close()
  await database.pool.query("select pg_notify('inbox', '')")
  await vi.waitFor(async () => {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity
        where datname = current_database() and application_name = 'paidout listen'`,
    )
    expect(rows).toEqual([])
  })
  expect(woken).toBe(1)
})

test("a burst of hints becomes one notice at once and one at the interval's end", async () => {
  let notices = 0
  const listener = await listen(database.connection, ["burst"], () => (notices += 1))
  const notifier = createNotifier(database.pool, { minimumIntervalMs: 200 })
  for (let count = 0; count < 1_000; count += 1) notifier.hint("burst")
  await vi.waitFor(() => expect(notices).toBe(3), { timeout: 5_000 })
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(notices).toBe(3)
  notifier.close()
  await listener.close()
})

import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { createSandboxClock } from "../../src/sandbox/clock/sandbox-clock.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database, {
    sandboxClock: createSandboxClock({
      pool: database.pool,
      log: pino({ level: "silent" }),
      // Something is due every six hours, and each time it hangs.
      sources: [
        async (queryable) => {
          const { rows } = await queryable.query<{ next: Date }>(
            "select paidout_now() + interval '6 hours' as next",
          )
          return { isBusy: true, next: rows[0]?.next ?? null }
        },
      ],
      findLiveSource: () => Promise.resolve(undefined),
      recordMove: () => Promise.resolve(),
      onMoved: () => {},
      onQuiet: () => {},
      limits: { stopMs: 100, walkMs: 350 },
    }),
  })
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

test("what is too much for one call the command goes on with, and says where it is", async () => {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  const terminal = capturedTerminal({ environment })
  expect(await run(["sandbox", "clock", "--advance", "P2D"], terminal)).toBe(0)
  expect(terminal.errors().match(/on the way to/g)?.length).toBeGreaterThan(1)
  expect(terminal.output()).toMatch(/^now .*\nahead +(1 d 23 h 59 min \d+ s|2 d)\nstops +[89]\n$/)
})

import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { ALL_IS_OLD } from "../../test/support/pruning.ts"
import { createMetrics } from "../metrics.ts"
import { makePartitions } from "../postgres/make-partitions.ts"
import { startChores } from "./start-chores.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

interface Line {
  readonly msg: string
  readonly partition?: string
}

function start(timing: Parameters<typeof startChores>[0]["timing"] = {}) {
  const lines: Line[] = []
  const log = pino(
    { level: "info" },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  )
  const metrics = createMetrics()
  const stop = startChores({
    ...{ pool: database.pool, log, metrics, retention: ALL_IS_OLD },
    timing: { firstMs: 1, everyMs: 3_600_000, againMs: 20, ...timing },
  })
  const counted = async () =>
    (await metrics.prunedPartitions.get()).values.reduce((sum, { value }) => sum + value, 0)
  return { lines, stop, counted }
}

const dropped = (lines: readonly Line[]) =>
  lines.filter(({ msg }) => msg === "dropped what was old").map(({ partition }) => partition)

test("what was dropped stands in the log and is counted", async () => {
  await makePartitions(database.pool)
  const chores = start()
  await expect.poll(() => dropped(chores.lines).length).toBeGreaterThanOrEqual(12)
  await chores.stop()
  expect(dropped(chores.lines)).toContainEqual(expect.stringMatching(/^attempts_/))
  expect(await chores.counted()).toBe(dropped(chores.lines).length)
  expect(chores.lines.filter(({ msg }) => msg.includes("could not"))).toEqual([])
})

test("a table in use is tried again soon, not an hour later", async () => {
  await makePartitions(database.pool)
  const holder = await database.pool.connect()
  await holder.query("begin")
  await holder.query("lock table messages in access share mode")
  const chores = start()
  const ofMessages = () => dropped(chores.lines).filter((name) => name?.startsWith("messages_"))
  await expect.poll(() => dropped(chores.lines).length).toBeGreaterThan(0)
  expect(ofMessages()).toEqual([])
  await holder.query("commit")
  holder.release()
  await expect.poll(ofMessages, { timeout: 20_000 }).not.toEqual([])
  await chores.stop()
})

test("who stops waits for what is being done, and does no more", async () => {
  await makePartitions(database.pool)
  const chores = start({ firstMs: 0 })
  await chores.stop()
  const after = chores.lines.length
  await makePartitions(database.pool)
  expect(chores.lines).toHaveLength(after)
})

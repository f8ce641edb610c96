import { expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Timed {
  readonly dueAtMs: number
  readonly startedAtMs: number
}

/** Due times as they stand in the queue, by delivery and number of tries. */
async function noteDueTimes(known: Map<string, number>): Promise<void> {
  const { rows } = await tests.database.pool.query<{ key: string; due_at: Date | null }>(
    "select delivery_id || ' ' || tries as key, due_at from due_deliveries",
  )
  for (const { key, due_at } of rows) if (due_at !== null) known.set(key, due_at.getTime())
}

/** When each retry was due, and when it began: both by the database's clock. */
async function retries(known: ReadonlyMap<string, number>): Promise<readonly Timed[]> {
  const { rows } = await tests.database.pool.query<{ key: string; started_at: Date }>(
    "select delivery_id || ' ' || (number - 1) as key, started_at from attempts where number > 1",
  )
  return rows.map(({ key, started_at }) => ({
    dueAtMs: known.get(key) ?? Number.NaN,
    startedAtMs: started_at.getTime(),
  }))
}

/** Fails the first `times` tries of each event, but never many of an endpoint in a row. */
function failFirst(times: number): void {
  const tried = new Map<unknown, number>()
  const inARow = new Map<string, number>()
  tests.receiver.answer = ({ path, headers }, response) => {
    const id = `${path} ${String(headers["webhook-id"])}`
    const tries = (tried.get(id) ?? 0) + 1
    tried.set(id, tries)
    const fails = tries <= times && (inARow.get(path) ?? 0) < 5
    inARow.set(path, fails ? (inARow.get(path) ?? 0) + 1 : 0)
    response.writeHead(fails ? 500 : 200).end()
  }
}

test("retries of many endpoints begin when they are due, never early", async () => {
  failFirst(2)
  await tests.start({ pollMs: 500 })
  const known = new Map<string, number>()
  const ids: string[] = []
  for (let endpoint = 0; endpoint < 120; endpoint += 1) {
    const endpointId = await tests.fixture.addEndpoint(`${tests.receiver.url}/${endpoint}`, {
      retry_delays_ms: [1_000, 2_000],
    })
    ids.push(...(await tests.fixture.queue(endpointId, 3)))
  }
  let done = false
  const noting = (async () => {
    while (!done) {
      await noteDueTimes(known)
      await sleep(200)
    }
  })()
  for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
  done = true
  await noting
  const timed = await retries(known)
  expect(timed.length).toBeGreaterThan(ids.length)
  const lateMs = timed
    .map(({ startedAtMs, dueAtMs }) => startedAtMs - dueAtMs)
    .sort((a, b) => a - b)
  // A due time has microseconds, and what is read here only milliseconds.
  expect(lateMs[0]).toBeGreaterThanOrEqual(-1)
  expect(lateMs[Math.floor(lateMs.length * 0.99)]).toBeLessThan(1_000)
})

test("due times survive the worker: another one keeps them, and makes up for what it missed", async () => {
  failFirst(1)
  const limits = { heartbeatIntervalMs: 50, deadAfterMs: 300 }
  const first = await tests.start(limits)
  const endpointId = (delayMs: number) =>
    tests.fixture.addEndpoint(`${tests.receiver.url}/${delayMs}`, { retry_delays_ms: [delayMs] })
  const [soon = ""] = await tests.fixture.queue(await endpointId(1_000))
  const [later = ""] = await tests.fixture.queue(await endpointId(4_000))
  for (const id of [soon, later])
    await tests.fixture.until(id, ({ dueAt, attempts }) => {
      return attempts === 1 && dueAt !== null
    })
  const known = new Map<string, number>()
  await noteDueTimes(known)
  tests.kill(first)
  await sleep(1_500)
  const begunAtMs = Date.now()
  await tests.start(limits)
  await tests.fixture.until(soon, ({ state }) => state === "delivered")
  expect(Date.now() - begunAtMs).toBeLessThan(1_000)
  await tests.fixture.until(later, ({ state }) => state === "delivered")
  const [dueAtMs = Number.NaN] = [known.get(`${later} 1`)]
  const [again] = await tests.fixture.attempts(later)
  const lateMs = (again?.startedAt.getTime() ?? Number.NaN) - dueAtMs
  expect(lateMs).toBeGreaterThanOrEqual(-1)
  expect(lateMs).toBeLessThan(1_000)
})

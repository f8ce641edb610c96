import { pino } from "pino"
import { describe, expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"
import { createPool } from "../../postgres/pool.ts"
import { startDelivering } from "../deliver.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const settings = { retry_schedule: "adyen" }
const workers = { heartbeatIntervalMs: 50, deadAfterMs: 400 }

/** Answers 500 until told otherwise; keeps the events in the order in which they came. */
function watch() {
  const seen = { fails: true, events: [] as string[], underWay: 0, mostUnderWay: 0, answerMs: 0 }
  tests.receiver.answer = async ({ body }, response) => {
    seen.events.push((JSON.parse(body) as { eventId: string }).eventId)
    seen.underWay += 1
    seen.mostUnderWay = Math.max(seen.mostUnderWay, seen.underWay)
    const status = seen.fails ? 500 : 200
    await sleep(seen.answerMs)
    seen.underWay -= 1
    response.writeHead(status).end()
  }
  return seen
}

async function eventIds(ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => tests.fixture.delivery(id)))
  return found.map(({ eventId }) => eventId)
}

/** What has a time is due now. */
async function makeDue(): Promise<void> {
  await tests.database.pool.query(
    `update due_deliveries set due_at = paidout_now()
     where due_at is not null and claimed_by is null`,
  )
}

/** Fails the delivery's first try and its three fast retries. */
async function failIntoQueue(id: string): Promise<void> {
  for (const attempts of [1, 2, 3]) {
    await tests.fixture.until(id, (each) => each.attempts === attempts && each.dueAt !== null)
    await makeDue()
  }
  await tests.fixture.until(id, (each) => each.attempts === 4 && each.dueAt !== null)
}

async function waitSeconds(id: string): Promise<number> {
  const { dueAt } = await tests.fixture.delivery(id)
  return ((dueAt?.getTime() ?? Number.NaN) - Date.now()) / 1_000
}

describe("Adyen's retry queue", () => {
  test("follows three fast retries at 9, 18 and 27 seconds, and begins with 2 minutes", async () => {
    watch()
    await tests.start()
    const id = await tests.one(tests.receiver.url, settings)
    for (const [tried, seconds] of [9, 18, 27, 120, 300].entries()) {
      await tests.fixture.until(id, (each) => each.attempts === tried + 1 && each.dueAt !== null)
      expect(await waitSeconds(id)).toBeGreaterThan(seconds * 0.9 - 1)
      expect(await waitSeconds(id)).toBeLessThan(seconds * 1.1)
      await makeDue()
    }
  })

  test("holds back all else of its endpoint, new events too, and releases it in order", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await tests.start()
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    const behind = await tests.fixture.queue(endpointId, 30)
    for (const id of behind) await tests.fixture.until(id, ({ dueAt }) => dueAt === null)
    await sleep(200)
    expect(seen.events).toHaveLength(4)

    Object.assign(seen, { fails: false, events: [], mostUnderWay: 0 })
    await makeDue()
    for (const id of [head, ...behind]) {
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    }
    expect(seen.events).toEqual(await eventIds([head, ...behind]))
    expect(seen.mostUnderWay).toBe(1)
  })

  test("goes on with the next at once, and waits again when that one fails", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await tests.start()
    const [first = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(first)
    const [second = "", third = ""] = await tests.fixture.queue(endpointId, 2)
    await tests.fixture.until(third, ({ dueAt }) => dueAt === null)
    const [firstEvent] = await eventIds([first])
    tests.receiver.answer = ({ body }, response) => {
      const { eventId } = JSON.parse(body) as { eventId: string }
      seen.events.push(eventId)
      response.writeHead(eventId === firstEvent ? 200 : 500).end()
    }
    await makeDue()
    await tests.fixture.until(second, ({ attempts, dueAt }) => attempts === 1 && dueAt !== null)
    expect(await waitSeconds(second)).toBeGreaterThan(100)
    await sleep(200)
    expect(await tests.fixture.delivery(third)).toMatchObject({ attempts: 0, dueAt: null })
    expect(await tests.fixture.delivery(first)).toMatchObject({ state: "delivered" })
  })

  test("is in order whichever of several failed first", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await tests.start()
    const ids = await tests.fixture.queue(endpointId, 3)
    const [, second = ""] = ids
    for (const attempts of [1, 2, 3]) {
      await tests.fixture.until(second, (each) => each.attempts === attempts)
      await sleep(50)
      await makeDue()
    }
    await tests.fixture.until(second, ({ attempts }) => attempts === 4)
    const before = seen.events.length
    await sleep(300)
    // At most the first is left to try: it comes before the one that heads the queue.
    expect(seen.events.length - before).toBeLessThanOrEqual(1)
    Object.assign(seen, { fails: false, events: [] })
    await makeDue()
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(seen.events.slice(-3)).toEqual(await eventIds(ids))
  })

  test("is one queue for several workers", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await Promise.all([tests.start(), tests.start(), tests.start()])
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    const behind = await tests.fixture.queue(endpointId, 60)
    await sleep(300)
    Object.assign(seen, { fails: false, events: [], mostUnderWay: 0, answerMs: 3 })
    await makeDue()
    for (const id of [head, ...behind]) {
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    }
    expect(seen.events).toEqual(await eventIds([head, ...behind]))
    expect(seen.mostUnderWay).toBe(1)
  })

  test("survives the worker that dies with its head: no other event goes before it", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    const first = await tests.start(workers)
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    const behind = await tests.fixture.queue(endpointId, 5)
    await tests.fixture.until(behind.at(-1) ?? "", ({ dueAt }) => dueAt === null)
    Object.assign(seen, { fails: false, events: [], answerMs: 200 })
    await makeDue()
    while (seen.events.length === 0) await sleep(5)
    tests.kill(first)
    await tests.start(workers)
    for (const id of [head, ...behind]) {
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    }
    const [headEvent, ...others] = await eventIds([head, ...behind])
    expect(seen.events).toEqual([headEvent, headEvent, ...others])
  })

  test("is known to a worker that begins when the one that filled it is gone", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    const first = await tests.start(workers)
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    tests.kill(first)
    const behind = await tests.fixture.queue(endpointId, 3)
    await tests.start(workers)
    await sleep(700)
    expect(seen.events).toHaveLength(4)
    Object.assign(seen, { fails: false, events: [] })
    await makeDue()
    for (const id of behind) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(seen.events).toEqual(await eventIds([head, ...behind]))
  })

  test("is not read again and again while it waits", async () => {
    watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    // Two connections that are always in use: each tells soon what it has read.
    const pool = createPool(tests.database.connection, {
      connectionsMax: 2,
      indexProbesOnly: true,
      pipelined: true,
    })
    const delivering = await startDelivering({
      pool,
      keyring: tests.fixture.keyring,
      sender: tests.context.sender,
      log: pino({ level: "silent" }),
      limits: { pollMs: 20, stopMs: 300 },
    })
    try {
      const [head = ""] = await tests.fixture.queue(endpointId)
      await failIntoQueue(head)
      const behind = await tests.fixture.queue(endpointId, 1_500)
      await tests.fixture.until(behind.at(-1) ?? "", ({ dueAt }) => dueAt === null)
      // What joining has read is told late on a busy machine; what is read again and again has no end.
      await expect
        .poll(
          async () => {
            const before = await rowsRead()
            await sleep(2_000)
            return (await rowsRead()) - before
          },
          { timeout: 20_000 },
        )
        .toBeLessThan(1_000)
    } finally {
      await delivering.stop()
      await pool.end()
    }
  })

  test("goes on after its head is exhausted", async () => {
    watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await tests.start()
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    const [next = ""] = await tests.fixture.queue(endpointId)
    await tests.fixture.until(next, ({ dueAt }) => dueAt === null)
    const [headEvent] = await eventIds([head])
    tests.receiver.answer = ({ body }, response) => {
      const { eventId } = JSON.parse(body) as { eventId: string }
      response.writeHead(eventId === headEvent ? 500 : 200).end()
    }
    await tests.database.pool.query(
      "update due_deliveries set tries = 999 where delivery_id = $1",
      [head],
    )
    await makeDue()
    await tests.fixture.until(head, ({ state }) => state === "exhausted")
    const delivered = await tests.fixture.until(next, ({ state }) => state === "delivered")
    expect(delivered.attempts).toBe(1)
  })

  test("is given up when the endpoint gets another schedule", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, settings)
    await tests.start()
    const [head = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(head)
    const behind = await tests.fixture.queue(endpointId, 10)
    await tests.fixture.until(behind.at(-1) ?? "", ({ dueAt }) => dueAt === null)
    seen.fails = false
    await tests.database.pool.query("update endpoints set settings = '{}' where id = $1", [
      endpointId,
    ])
    for (const id of behind) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(await tests.fixture.delivery(head)).toMatchObject({ state: "retrying", attempts: 4 })
  })

  test("is kept by endpoints with this schedule alone", async () => {
    const seen = watch()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    await tests.start()
    const [first = ""] = await tests.fixture.queue(endpointId)
    await failIntoQueue(first)
    seen.fails = false
    const [second = ""] = await tests.fixture.queue(endpointId)
    await tests.fixture.until(second, ({ state }) => state === "delivered")
    expect(await tests.fixture.delivery(first)).toMatchObject({ state: "retrying" })
  })
})

/** Rows that were found by indexes of the queue so far: workers read no others. */
async function rowsRead(): Promise<number> {
  const { rows } = await tests.database.pool.query<{ read: number }>(
    `select idx_tup_fetch::float8 as read from pg_stat_user_tables
     where relname = 'due_deliveries'`,
  )
  return rows[0]?.read ?? Number.NaN
}

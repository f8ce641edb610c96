import { describe, expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"
import { newUuid } from "../../ids.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Queues deliveries that are part of a bulk resend; returns their ids. */
async function queueBulk(endpointId: string, count: number): Promise<readonly string[]> {
  const ids = await tests.fixture.queue(endpointId, count)
  await tests.database.pool.query(
    "update due_deliveries set resend_id = $1 where delivery_id = any ($2::uuid[])",
    [newUuid(), ids],
  )
  return ids
}

/** Which event each request carried, and the most of each kind that were under way together. */
function watch(answerMs: number) {
  const seen = { order: [] as string[], bulk: new Set<string>(), most: { fresh: 0, bulk: 0 } }
  const underWay = { fresh: 0, bulk: 0 }
  tests.receiver.answer = async ({ body }, response) => {
    const { eventId } = JSON.parse(body) as { eventId: string }
    const kind = seen.bulk.has(eventId) ? "bulk" : "fresh"
    seen.order.push(eventId)
    underWay[kind] += 1
    seen.most[kind] = Math.max(seen.most[kind], underWay[kind])
    await sleep(answerMs)
    underWay[kind] -= 1
    response.end()
  }
  return seen
}

async function eventIds(ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => tests.fixture.delivery(id)))
  return found.map(({ eventId }) => eventId)
}

describe("a bulk resend", () => {
  test("is sent after the fresh deliveries, although it was due before them", async () => {
    const seen = watch(20)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 2 })
    const bulk = await queueBulk(endpointId, 40)
    const fresh = await tests.fixture.queue(endpointId, 20)
    seen.bulk = new Set(await eventIds(bulk))
    await tests.start()
    for (const id of [...bulk, ...fresh]) {
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    }
    const places = (await eventIds(fresh)).map((eventId) => seen.order.indexOf(eventId))
    expect(Math.max(...places)).toBeLessThan(30)
    expect(seen.most.bulk).toBe(1)
  })

  test("has all of an endpoint that gets nothing else", async () => {
    const seen = watch(30)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 8 })
    const bulk = await queueBulk(endpointId, 80)
    seen.bulk = new Set(await eventIds(bulk))
    await tests.start()
    for (const id of bulk) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(seen.most.bulk).toBe(8)
  })

  test("has half of its endpoint for some seconds after a fresh delivery", async () => {
    const seen = watch(30)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 8 })
    const bulk = await queueBulk(endpointId, 80)
    seen.bulk = new Set(await eventIds(bulk))
    await tests.fixture.queue(endpointId)
    await tests.start()
    for (const id of bulk) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(seen.most.bulk).toBe(4)
  })

  test("of one endpoint leaves room for the fresh deliveries of the others", async () => {
    const seen = watch(200)
    const busy = await Promise.all(
      Array.from({ length: 6 }, () => tests.fixture.addEndpoint(`${tests.receiver.url}/bulk`)),
    )
    for (const endpointId of busy) {
      for (const id of await eventIds(await queueBulk(endpointId, 100))) seen.bulk.add(id)
    }
    await tests.start({ claimedMax: 128, quickMax: 64 })
    await sleep(600)
    const { rows } = await tests.database.pool.query<{ claimed: number }>(
      "select count(*)::int as claimed from due_deliveries where claimed_by is not null and is_bulk",
    )
    expect(rows[0]?.claimed).toBeLessThanOrEqual(64)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const begunAtMs = performance.now()
    const ids = await tests.fixture.queue(endpointId, 30)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begunAtMs).toBeLessThan(1_500)
    expect(seen.most.bulk).toBe(32)
  })
})

test("what waits for the delivery before it is neither sent nor looked for", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const [waiting = "", due = ""] = await tests.fixture.queue(endpointId, 2)
  await tests.database.pool.query(
    "update due_deliveries set due_at = null where delivery_id = $1",
    [waiting],
  )
  await tests.start()
  await tests.fixture.until(due, ({ state }) => state === "delivered")
  await sleep(200)
  expect(await tests.fixture.delivery(waiting)).toMatchObject({ attempts: 0, dueAt: null })
})

import { describe, expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"
import { createReceiver } from "../../../test/support/receiver.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const limits = { heartbeatIntervalMs: 100, deadAfterMs: 2_000 }

/** The most requests that came within any second. */
function mostPerSecond(atMs: readonly number[]): number {
  let first = 0
  let most = 0
  for (const [index, at] of atMs.entries()) {
    while (at - (atMs[first] ?? 0) >= 1_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** The limit, what a pause saves up, and what a delay on the way can press together. */
const most = (perSecond: number, workers: number) =>
  perSecond * 1.1 + workers * (1 + perSecond * 0.1)

describe("a rate limit", () => {
  test("holds with one worker, and nothing is left behind", async () => {
    await tests.start(limits)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { rate_per_second: 50 })
    const begunAtMs = performance.now()
    const ids = await tests.fixture.queue(endpointId, 150)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(mostPerSecond(tests.receiver.requests.map(({ atMs }) => atMs))).toBeLessThanOrEqual(
      most(50, 1),
    )
    expect(performance.now() - begunAtMs).toBeLessThan(9_000)
  })

  test("holds when a second worker joins, works along, and dies", async () => {
    await tests.start(limits)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { rate_per_second: 40 })
    const ids = await tests.fixture.queue(endpointId, 240)
    await sleep(800)
    const second = await tests.start(limits)
    await sleep(2_000)
    tests.kill(second)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(mostPerSecond(tests.receiver.requests.map(({ atMs }) => atMs))).toBeLessThanOrEqual(
      most(40, 2),
    )
    expect(new Set(tests.receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(
      240,
    )
  })

  test("holds while the others do not know yet of a worker that joins", async () => {
    const slowBeats = { heartbeatIntervalMs: 1_000, deadAfterMs: 8_000 }
    await tests.start(slowBeats)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { rate_per_second: 100 })
    await tests.fixture.queue(endpointId, 500)
    await sleep(1_100)
    await tests.start(slowBeats)
    await sleep(2_500)
    expect(mostPerSecond(tests.receiver.requests.map(({ atMs }) => atMs))).toBeLessThanOrEqual(
      most(100, 2),
    )
    expect(tests.receiver.requests.length).toBeGreaterThan(250)
  })

  test("is shared by workers that begin together, and used up by them", async () => {
    await Promise.all([tests.start(limits), tests.start(limits)])
    await sleep(400)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { rate_per_second: 60 })
    const begunAtMs = performance.now()
    const ids = await tests.fixture.queue(endpointId, 180)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(mostPerSecond(tests.receiver.requests.map(({ atMs }) => atMs))).toBeLessThanOrEqual(
      most(60, 2),
    )
    expect(performance.now() - begunAtMs).toBeLessThan(9_000)
  })

  test("of one endpoint holds up no other, and claims little ahead", async () => {
    await tests.start({ ...limits, claimedMax: 64 })
    const slow = await createReceiver()
    const slowId = await tests.fixture.addEndpoint(slow.url, { rate_per_second: 5 })
    await tests.fixture.queue(slowId, 300)
    await sleep(200)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const begunAtMs = performance.now()
    const ids = await tests.fixture.queue(endpointId, 200)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begunAtMs).toBeLessThan(4_000)
    const { rows } = await tests.database.pool.query<{ claimed: number }>(
      "select count(*)::int as claimed from due_deliveries where claimed_by is not null",
    )
    expect(rows[0]?.claimed).toBeLessThanOrEqual(7)
    await slow.close()
  })
})

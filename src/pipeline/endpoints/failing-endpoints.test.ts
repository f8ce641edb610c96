import { describe, expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Answers 500 until told otherwise, and tells how many it had at the same time. */
function failing(answerMs = 10) {
  const seen = { fails: true, underWay: 0, mostUnderWay: 0 }
  tests.receiver.answer = async (_, response) => {
    seen.underWay += 1
    seen.mostUnderWay = Math.max(seen.mostUnderWay, seen.underWay)
    await sleep(answerMs)
    seen.underWay -= 1
    response.writeHead(seen.fails ? 500 : 200).end()
  }
  return seen
}

describe("an endpoint that fails ten times in a row", () => {
  test("gets one attempt at a time, and the others wait without spending their tries", async () => {
    const seen = failing()
    seen.fails = false
    await tests.start()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 16 })
    const ids = await tests.fixture.queue(endpointId, 400)
    while (tests.receiver.requests.length < 50) await sleep(2)
    seen.fails = true
    const worked = tests.receiver.requests.length
    await sleep(600)
    const begun = tests.receiver.requests.length
    expect(begun - worked).toBeLessThanOrEqual(10 + 2 * 16)
    seen.mostUnderWay = 0
    await sleep(3_500)
    expect(tests.receiver.requests.length - begun).toBeGreaterThanOrEqual(1)
    expect(tests.receiver.requests.length - begun).toBeLessThanOrEqual(3)
    expect(seen.mostUnderWay).toBe(1)
    const { rows } = await tests.database.pool.query<{ untried: number; claimed: number }>(
      `select count(*) filter (where tries = 0)::int as untried,
         count(*) filter (where claimed_by is not null)::int as claimed
       from due_deliveries where endpoint_id = $1`,
      [endpointId],
    )
    expect(rows[0]?.untried).toBeGreaterThanOrEqual(400 - tests.receiver.requests.length)
    expect(rows[0]?.claimed).toBeLessThanOrEqual(1)

    seen.fails = false
    const last = ids.at(-1) ?? ""
    await tests.fixture.until(last, ({ state }) => state === "delivered")
    expect(seen.mostUnderWay).toBeGreaterThan(1)
  })

  test("holds up no other endpoint", async () => {
    failing()
    await tests.start({ claimedMax: 64 })
    await tests.fixture.queue(await tests.fixture.addEndpoint(`${tests.receiver.url}/bad`), 300)
    await sleep(300)
    tests.receiver.answer = (request, response) =>
      void response.writeHead(request.path === "/bad" ? 500 : 200).end()
    const ids = await tests.fixture.queue(
      await tests.fixture.addEndpoint(`${tests.receiver.url}/good`),
      100,
    )
    const begunAtMs = performance.now()
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begunAtMs).toBeLessThan(5_000)
  })
})

test("an endpoint that fails less often has its retries on time", async () => {
  const failed = new Set<unknown>()
  tests.receiver.answer = ({ headers }, response) => {
    const isFirst = !failed.has(headers["webhook-id"])
    failed.add(headers["webhook-id"])
    response.writeHead(isFirst ? 500 : 200).end()
  }
  await tests.start()
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, {
    retry_delays_ms: [1_000],
  })
  const ids = await tests.fixture.queue(endpointId, 9)
  for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
  const atMs = Map.groupBy(tests.receiver.requests, ({ headers }) => headers["webhook-id"])
  for (const [first, second] of atMs.values()) {
    expect((second?.atMs ?? Infinity) - (first?.atMs ?? 0)).toBeLessThan(2_000)
  }
})

test("an endpoint that got another URL is sent to at once, not when its next probe is due", async () => {
  failing()
  await tests.start()
  const endpointId = await tests.fixture.addEndpoint(`${tests.receiver.url}/old`)
  await tests.fixture.queue(endpointId, 100)
  // After two probes, the third is four seconds away.
  await sleep(3_400)
  const ids = await tests.fixture.queue(endpointId, 20)
  tests.receiver.answer = (_, response) => void response.end()
  await tests.database.pool.query("update endpoints set url = $2 where id = $1", [
    endpointId,
    `${tests.receiver.url}/new`,
  ])
  const begunAtMs = performance.now()
  for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
  expect(performance.now() - begunAtMs).toBeLessThan(2_000)
})

describe("a worker that begins", () => {
  test("probes an endpoint that has failed for over a minute, and goes on when it works", async () => {
    const seen = failing()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 16 })
    await tests.database.pool.query(
      `insert into endpoint_health (merchant_id, endpoint_id, failing_since)
       values ($1, $2, paidout_now() - interval '61 seconds')`,
      [tests.fixture.merchantId, endpointId],
    )
    const ids = await tests.fixture.queue(endpointId, 60)
    await tests.start()
    await sleep(700)
    expect(tests.receiver.requests).toHaveLength(1)
    seen.fails = false
    for (const id of ids.slice(1)) {
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    }
    expect(seen.mostUnderWay).toBeGreaterThan(1)
  })

  test("sends as ever to one that began to fail just now", async () => {
    failing(3_000)
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 8 })
    await tests.database.pool.query(
      `insert into endpoint_health (merchant_id, endpoint_id, failing_since)
       values ($1, $2, paidout_now() - interval '5 seconds')`,
      [tests.fixture.merchantId, endpointId],
    )
    await tests.fixture.queue(endpointId, 40)
    await tests.start()
    await expect.poll(() => tests.receiver.requests.length, { timeout: 2_500 }).toBe(8)
  })
})

test("deliveries that cannot be opened say nothing of their endpoint", async () => {
  failing(3_000).fails = false
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const broken = await tests.fixture.queue(endpointId, 12)
  await tests.database.pool.query("update event_bodies set body_sealed = '\\x00'")
  await tests.start()
  for (const id of broken) await tests.fixture.until(id, ({ attempts }) => attempts > 0)
  expect(await tests.fixture.delivery(broken[0] ?? "")).toMatchObject({ lastCause: "unreadable" })
  await tests.fixture.queue(endpointId, 20)
  await expect.poll(() => tests.receiver.requests.length, { timeout: 2_500 }).toBe(20)
})

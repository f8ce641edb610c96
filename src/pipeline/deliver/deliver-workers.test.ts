import { describe, expect, test } from "vitest"

import { useDelivering } from "../../../test/support/delivering.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe("several workers", () => {
  test("never send one delivery at the same time, nor twice", async () => {
    const underWay = new Set<unknown>()
    let overlaps = 0
    tests.receiver.answer = async ({ headers }, response) => {
      if (underWay.has(headers["webhook-id"])) overlaps += 1
      underWay.add(headers["webhook-id"])
      await sleep(5)
      underWay.delete(headers["webhook-id"])
      response.end()
    }
    await Promise.all([tests.start(), tests.start(), tests.start()])
    const ids = await tests.fixture.queue(await tests.fixture.addEndpoint(tests.receiver.url), 600)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(overlaps).toBe(0)
    expect(tests.receiver.requests).toHaveLength(600)
  })

  test("take over from one that died between sending and recording: same id, same bytes", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    tests.receiver.answer = async (_, response) => {
      if (tests.receiver.requests.length === 1) await answered
      response.end()
    }
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    const first = await tests.start(limits)
    const id = await tests.one()
    while (tests.receiver.requests.length === 0) await sleep(5)
    tests.kill(first)
    answer()
    await sleep(50)
    expect(await tests.fixture.delivery(id)).toMatchObject({ state: "queued", attempts: 0 })
    await tests.start(limits)
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    const [sent, again] = tests.receiver.requests
    expect(tests.receiver.requests).toHaveLength(2)
    expect(again?.headers["webhook-id"]).toBe(sent?.headers["webhook-id"])
    expect(again?.body).toBe(sent?.body)
  })

  test("leave the claims of one that lives alone", async () => {
    tests.receiver.answer = () => {}
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    await tests.start(limits)
    await tests.one(tests.receiver.url, { timeout_ms: 30_000 })
    while (tests.receiver.requests.length === 0) await sleep(5)
    await tests.start(limits)
    await sleep(900)
    expect(tests.receiver.requests).toHaveLength(1)
  })

  test("a late answer to a claim that was taken over is kept and decides nothing", async () => {
    const { promise: late, resolve: answerLate } = Promise.withResolvers<void>()
    tests.receiver.answer = async (_, response) => {
      if (tests.receiver.requests.length === 1) {
        await late
        response.writeHead(500)
      }
      response.end()
    }
    await tests.start({ heartbeatIntervalMs: 60_000, deadAfterMs: 60_000 })
    const id = await tests.one()
    while (tests.receiver.requests.length === 0) await sleep(5)
    await sleep(250)
    await tests.start({ heartbeatIntervalMs: 50, deadAfterMs: 200 })
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    answerLate()
    const delivery = await tests.fixture.until(id, ({ attempts }) => attempts === 2)
    expect(delivery).toMatchObject({ state: "delivered", lastStatus: 200, dueAt: null })
    const attempts = await tests.fixture.attempts(id)
    expect(new Set(attempts.map(({ responseStatus }) => responseStatus))).toEqual(
      new Set([200, 500]),
    )
    expect(new Set(attempts.map(({ number }) => number))).toEqual(new Set([1, 2]))
  })

  test("a late failure leaves a claim that was taken over with the one who has it", async () => {
    const { promise: late, resolve: answerLate } = Promise.withResolvers<void>()
    const { promise: later, resolve: answerLater } = Promise.withResolvers<void>()
    tests.receiver.answer = async (_, response) => {
      if (tests.receiver.requests.length === 1) {
        await late
        response.writeHead(500).end()
      } else {
        await later
        response.end()
      }
    }
    await tests.start({ heartbeatIntervalMs: 60_000, deadAfterMs: 60_000 })
    const id = await tests.one()
    while (tests.receiver.requests.length === 0) await sleep(5)
    await sleep(250)
    await tests.start({ heartbeatIntervalMs: 50, deadAfterMs: 200 })
    while (tests.receiver.requests.length === 1) await sleep(5)
    answerLate()
    expect(await tests.fixture.until(id, ({ attempts }) => attempts === 1)).toMatchObject({
      state: "queued",
      lastStatus: null,
    })
    const { rows } = await tests.database.pool.query("select claimed_by, tries from due_deliveries")
    expect(rows).toEqual([{ claimed_by: expect.any(String) as string, tries: 0 }])
    answerLater()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(2)
  })

  test("the only hub takes over at its start what it left behind when it was killed", async () => {
    tests.receiver.answer = (_, response) => {
      if (tests.receiver.requests.length > 1) response.end()
    }
    const first = await tests.start()
    const id = await tests.one()
    while (tests.receiver.requests.length === 0) await sleep(5)
    tests.kill(first)
    await tests.start({}, { alone: true })
    const begun = performance.now()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe("a stop", () => {
  test("waits for what is under way and records it", async () => {
    tests.receiver.answer = async (_, response) => {
      await sleep(200)
      response.end()
    }
    const delivering = await tests.start({ stopMs: 5_000 })
    const id = await tests.one()
    while (tests.receiver.requests.length === 0) await sleep(5)
    await delivering.stop()
    expect(await tests.fixture.delivery(id)).toMatchObject({ state: "delivered", attempts: 1 })
  })

  test("is bounded, and gives back what it could not finish", async () => {
    tests.receiver.answer = () => {}
    const delivering = await tests.start({ stopMs: 100 })
    await tests.fixture.queue(
      await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 2 }),
      5,
    )
    while (tests.receiver.requests.length < 2) await sleep(5)
    const begun = performance.now()
    await delivering.stop()
    expect(performance.now() - begun).toBeLessThan(5_000)
    const { rows } = await tests.database.pool.query(
      "select count(*)::int as free from due_deliveries where claimed_by is null",
    )
    expect(rows).toEqual([{ free: 5 }])
  })
})

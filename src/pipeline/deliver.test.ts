import { pino } from "pino"
import { Webhook } from "standardwebhooks"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../test/support/deliveries.ts"
import { createReceiver, type Receiver } from "../../test/support/receiver.ts"
import { createAddressPolicy } from "../delivery/address-guard.ts"
import { findEndpoint } from "../delivery/find-endpoint.ts"
import { createGuardedAgent } from "../delivery/guarded-agent.ts"
import { createAttemptSender, type AttemptSender } from "../delivery/send-attempt.ts"
import { startDelivering, type Delivering, type DeliverOptions } from "./deliver.ts"
import { removeEndpoint } from "./remove-endpoint.ts"
import { resendDelivery } from "./resend-delivery.ts"
import { switchEndpoint } from "./switch-endpoint.ts"

const policy = createAddressPolicy(["127.0.0.0/8"])
const log = pino({ level: "silent" })
let database: TestDatabase
let fixture: DeliveryFixture
let receiver: Receiver
let senders: AttemptSender[] = []
let started: Delivering[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
})
afterAll(async () => {
  await database.drop()
})
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(async () => {
  await Promise.all(started.map((delivering) => delivering.stop()))
  await Promise.all(senders.map((sender) => sender.close()))
  started = []
  senders = []
  await receiver.close()
  await database.pool.query("delete from due_deliveries")
  await database.pool.query("delete from workers")
})

async function start(limits: DeliverOptions["limits"] = {}): Promise<Delivering> {
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  senders.push(sender)
  const delivering = await startDelivering({
    pool: database.pool,
    keyring: fixture.keyring,
    sender,
    log,
    limits: { pollMs: 20, stopMs: 300, ...limits },
  })
  started.push(delivering)
  return delivering
}

/** A process that is killed: it beats no more, sends no more, records no more. */
function kill(delivering: Delivering): void {
  delivering.die()
  started = started.filter((each) => each !== delivering)
}

const context = () => ({
  pool: database.pool,
  keyring: fixture.keyring,
  sender: senders[0] as AttemptSender,
  policy,
})
const asActor = (id: string) => ({ merchantId: fixture.merchantId, id, actor: "key_test" })
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function one(url = receiver.url, settings = {}): Promise<string> {
  const [id = ""] = await fixture.queue(await fixture.addEndpoint(url, settings))
  return id
}

describe("a delivery", () => {
  test("arrives once, signed, and is recorded", async () => {
    await start()
    const id = await one(`${receiver.url}/hook`)
    const delivery = await fixture.until(id, ({ state }) => state === "delivered")
    expect(receiver.requests).toHaveLength(1)
    const [request] = receiver.requests
    const body = new Webhook(fixture.secret).verify(
      request?.body ?? "",
      request?.headers as Record<string, string>,
    )
    expect(body).toEqual({ type: "payout.paid", eventId: delivery.eventId })
    expect(delivery).toMatchObject({ attempts: 1, lastStatus: 200, lastCause: null, dueAt: null })
    expect(delivery.finishedAt).toBeInstanceOf(Date)
    expect(await fixture.attempts(id)).toMatchObject([
      {
        number: 1,
        trigger: "automatic",
        url: `${receiver.url}/hook`,
        outcome: "success",
        responseStatus: 200,
        responseBody: Buffer.from("ok"),
        cause: null,
      },
    ])
  })

  test("is sent at once on a hint, long before the next look", async () => {
    const delivering = await start({ pollMs: 60_000 })
    await sleep(50)
    const id = await one()
    delivering.wake()
    await fixture.until(id, ({ state }) => state === "delivered")
    expect(receiver.requests).toHaveLength(1)
  })

  test("of each of 2,000 arrives exactly once", async () => {
    await start()
    const endpointId = await fixture.addEndpoint(receiver.url)
    const ids = (await Promise.all([1, 2, 3, 4].map(() => fixture.queue(endpointId, 500)))).flat()
    for (const id of ids) await fixture.until(id, ({ state }) => state === "delivered")
    expect(receiver.requests).toHaveLength(2_000)
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(2_000)
  })

  test("keeps its id and bytes over retries, and each try is signed anew", async () => {
    receiver.answer = (_, response) => void response.writeHead(500).end("broken")
    await start()
    const id = await one()
    for (const attempts of [1, 2, 3]) {
      await fixture.until(id, (each) => each.state === "retrying" && each.attempts === attempts)
      if (attempts === 2) await sleep(1_000)
      await fixture.makeDue()
    }
    receiver.answer = (_, response) => void response.end()
    await fixture.makeDue()
    await fixture.until(id, ({ state }) => state === "delivered")
    const ids = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]))
    expect([...ids][0]).toMatch(/^evt_/)
    expect(ids.size).toBe(1)
    expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1)
    const webhook = new Webhook(fixture.secret)
    for (const { body, headers } of receiver.requests) {
      webhook.verify(body, headers as Record<string, string>)
    }
    const times = new Set(receiver.requests.map(({ headers }) => headers["webhook-timestamp"]))
    expect(times.size).toBeGreaterThan(1)
    const numbers = (await fixture.attempts(id)).map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, index) => numbers.length - index))
  })

  test("is retried after the first wait of its schedule, never early", async () => {
    receiver.answer = (_, response) =>
      void response.writeHead(receiver.requests.length === 1 ? 500 : 200).end()
    await start()
    const id = await one(receiver.url, { retry_delays_ms: [1_000] })
    await fixture.until(id, ({ state }) => state === "delivered")
    const [first, second] = receiver.requests
    const waited = (second?.atMs ?? 0) - (first?.atMs ?? 0)
    expect(waited).toBeGreaterThanOrEqual(900)
    expect(waited).toBeLessThan(2_000)
  })

  test("is exhausted when its schedule ends, and not lost", async () => {
    receiver.answer = (_, response) => void response.writeHead(500).end()
    await start()
    const id = await one(receiver.url, { retry_delays_ms: [60_000, 60_000] })
    for (const attempts of [1, 2]) {
      await fixture.until(id, (each) => each.attempts === attempts && each.dueAt !== null)
      await fixture.makeDue()
    }
    expect(await fixture.until(id, ({ state }) => state === "exhausted")).toMatchObject({
      attempts: 3,
      lastStatus: 500,
      lastCause: "status",
      dueAt: null,
    })
    expect(receiver.requests).toHaveLength(3)
  })

  test("waits as long as a 429 asks", async () => {
    receiver.answer = (_, response) => void response.writeHead(429, { "retry-after": "600" }).end()
    await start()
    const delivery = await fixture.until(await one(), ({ state }) => state === "retrying")
    const waitMs = (delivery.dueAt?.getTime() ?? 0) - Date.now()
    expect(waitMs).toBeGreaterThan(590_000)
    expect(waitMs).toBeLessThanOrEqual(600_000)
  })

  test("that is not answered in time is retried", async () => {
    receiver.answer = () => {}
    await start()
    const id = await one(receiver.url, { timeout_ms: 1_000 })
    const delivery = await fixture.until(id, ({ state }) => state === "retrying")
    expect(delivery).toMatchObject({ lastCause: "timeout", lastStatus: null })
  })

  test("to a forbidden address is an attempt with that cause", async () => {
    await start()
    const delivery = await fixture.until(await one("http://10.0.0.1/"), (each) => each.attempts > 0)
    expect(delivery).toMatchObject({ state: "retrying", lastCause: "address_refused" })
  })
})

describe("a resend", () => {
  test("of a delivered one sends the same bytes under the same id, as attempt 2", async () => {
    const delivering = await start()
    const id = await one()
    await fixture.until(id, ({ state }) => state === "delivered")
    const queued = await resendDelivery({ ...context(), wakeDeliver: delivering.wake }, asActor(id))
    expect(queued).toMatchObject({ state: "queued", finishedAt: null })
    await fixture.until(id, ({ attempts }) => attempts === 2)
    const [first, second] = receiver.requests
    expect(second?.body).toBe(first?.body)
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"])
    expect(await fixture.attempts(id)).toMatchObject([
      { number: 2, trigger: "resend" },
      { number: 1, trigger: "automatic" },
    ])
    const { rows } = await database.pool.query("select action, actor from audit_log")
    expect(rows).toContainEqual({ action: "delivery.resend", actor: "key_test" })
  })

  test("of an exhausted one begins a new run of the schedule", async () => {
    receiver.answer = (_, response) => void response.writeHead(500).end()
    await start()
    const id = await one(receiver.url, { retry_delays_ms: [60_000] })
    await fixture.until(id, ({ state }) => state === "retrying")
    await fixture.makeDue()
    await fixture.until(id, ({ state }) => state === "exhausted")
    await resendDelivery(context(), asActor(id))
    const again = await fixture.until(id, ({ attempts }) => attempts === 3)
    expect(again).toMatchObject({ state: "retrying" })
  })

  test("of one that waits for its retry makes it due now", async () => {
    receiver.answer = (_, response) =>
      void response.writeHead(receiver.requests.length === 1 ? 500 : 200).end()
    await start()
    const id = await one()
    await fixture.until(id, ({ state }) => state === "retrying")
    await resendDelivery(context(), asActor(id))
    await fixture.until(id, ({ state }) => state === "delivered")
    expect(receiver.requests).toHaveLength(2)
  })

  test("of another merchant's, or of none, is not found", async () => {
    const id = await one()
    const other = { ...asActor(id), merchantId: "0198c0de-0000-7000-8000-000000000001" }
    await expect(resendDelivery(context(), other)).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("an endpoint", () => {
  test("that answers 410 gets nothing more, a person is told, and its deliveries wait", async () => {
    receiver.answer = (_, response) => void response.writeHead(410).end()
    const delivering = await start()
    const endpointId = await fixture.addEndpoint(receiver.url, { concurrency: 1 })
    const ids = await fixture.queue(endpointId, 20)
    for (const look of Array.from({ length: 200 }).keys()) {
      const endpoint = await findEndpoint(database.pool, asActor(endpointId))
      if (endpoint?.state === "disabled") break
      await sleep(look < 199 ? 10 : 0)
    }
    expect(await findEndpoint(database.pool, asActor(endpointId))).toMatchObject({
      state: "disabled",
      disabledReason: "gone",
    })
    const { rows: items } = await database.pool.query(
      "select kind, closed_at from attention_items where subject_id = $1",
      [endpointId],
    )
    expect(items).toEqual([{ kind: "endpoint_disabled", closed_at: null }])
    await sleep(100)
    expect(receiver.requests).toHaveLength(1)

    receiver.answer = (_, response) => void response.end()
    await switchEndpoint(
      { ...context(), wakeDeliver: delivering.wake },
      { ...asActor(endpointId), state: "active" },
    )
    for (const id of ids.slice(1)) await fixture.until(id, ({ state }) => state === "delivered")
    const { rows: closed } = await database.pool.query(
      "select closed_because from attention_items where subject_id = $1",
      [endpointId],
    )
    expect(closed).toEqual([{ closed_because: "enabled" }])
  })

  test("that is deleted: what waits is discarded, and cannot be resent", async () => {
    const endpointId = await fixture.addEndpoint(receiver.url)
    const [id = ""] = await fixture.queue(endpointId)
    await start()
    await fixture.until(id, ({ state }) => state === "delivered")
    receiver.answer = (_, response) => void response.writeHead(500).end()
    const [waiting = ""] = await fixture.queue(endpointId)
    await fixture.until(waiting, ({ state }) => state === "retrying")
    await removeEndpoint(context(), asActor(endpointId))
    expect(await fixture.delivery(waiting)).toMatchObject({ state: "discarded", dueAt: null })
    await expect(resendDelivery(context(), asActor(waiting))).rejects.toMatchObject({
      code: "conflict",
    })
    const [late = ""] = await fixture.queue(endpointId)
    await fixture.until(late, ({ state }) => state === "discarded")
  })

  test("that hangs does not hold up the others", async () => {
    const hanging = await createReceiver()
    hanging.answer = () => {}
    await start({ quickMax: 32, claimedMax: 128 })
    await fixture.queue(await fixture.addEndpoint(hanging.url), 200)
    await sleep(100)
    const begun = performance.now()
    const endpointId = await fixture.addEndpoint(receiver.url)
    const ids = await fixture.queue(endpointId, 200)
    for (const id of ids) await fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begun).toBeLessThan(5_000)
    await hanging.close()
  })
})

describe("several workers", () => {
  test("never send one delivery at the same time, nor twice", async () => {
    const underWay = new Set<unknown>()
    let overlaps = 0
    receiver.answer = async ({ headers }, response) => {
      if (underWay.has(headers["webhook-id"])) overlaps += 1
      underWay.add(headers["webhook-id"])
      await sleep(5)
      underWay.delete(headers["webhook-id"])
      response.end()
    }
    await Promise.all([start(), start(), start()])
    const ids = await fixture.queue(await fixture.addEndpoint(receiver.url), 600)
    for (const id of ids) await fixture.until(id, ({ state }) => state === "delivered")
    expect(overlaps).toBe(0)
    expect(receiver.requests).toHaveLength(600)
  })

  test("take over from one that died between sending and recording: same id, same bytes", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    receiver.answer = async (_, response) => {
      if (receiver.requests.length === 1) await answered
      response.end()
    }
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    const first = await start(limits)
    const id = await one()
    while (receiver.requests.length === 0) await sleep(5)
    kill(first)
    answer()
    await sleep(50)
    expect(await fixture.delivery(id)).toMatchObject({ state: "queued", attempts: 0 })
    await start(limits)
    await fixture.until(id, ({ state }) => state === "delivered")
    const [sent, again] = receiver.requests
    expect(receiver.requests).toHaveLength(2)
    expect(again?.headers["webhook-id"]).toBe(sent?.headers["webhook-id"])
    expect(again?.body).toBe(sent?.body)
  })

  test("leave the claims of one that lives alone", async () => {
    receiver.answer = () => {}
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    await start(limits)
    await one(receiver.url, { timeout_ms: 30_000 })
    while (receiver.requests.length === 0) await sleep(5)
    await start(limits)
    await sleep(900)
    expect(receiver.requests).toHaveLength(1)
  })

  test("a late answer to a claim that was taken over is kept and decides nothing", async () => {
    const { promise: late, resolve: answerLate } = Promise.withResolvers<void>()
    receiver.answer = async (_, response) => {
      if (receiver.requests.length === 1) {
        await late
        response.writeHead(500)
      }
      response.end()
    }
    await start({ heartbeatIntervalMs: 60_000, deadAfterMs: 60_000 })
    const id = await one()
    while (receiver.requests.length === 0) await sleep(5)
    await sleep(250)
    await start({ heartbeatIntervalMs: 50, deadAfterMs: 200 })
    await fixture.until(id, ({ state }) => state === "delivered")
    answerLate()
    const delivery = await fixture.until(id, ({ attempts }) => attempts === 2)
    expect(delivery).toMatchObject({ state: "delivered", lastStatus: 200, dueAt: null })
    const attempts = await fixture.attempts(id)
    expect(attempts.map(({ responseStatus }) => responseStatus).sort()).toEqual([200, 500])
    expect(attempts.map(({ number }) => number).sort()).toEqual([1, 2])
  })

  test("the only hub takes over at its start what it left behind when it was killed", async () => {
    receiver.answer = (_, response) => {
      if (receiver.requests.length > 1) response.end()
    }
    const first = await start()
    const id = await one()
    while (receiver.requests.length === 0) await sleep(5)
    kill(first)
    const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
    senders.push(sender)
    const { pool } = database
    started.push(
      await startDelivering({ pool, keyring: fixture.keyring, sender, log, alone: true }),
    )
    const begun = performance.now()
    await fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begun).toBeLessThan(2_000)
  })
})

describe("a stop", () => {
  test("waits for what is under way and records it", async () => {
    receiver.answer = async (_, response) => {
      await sleep(200)
      response.end()
    }
    const delivering = await start({ stopMs: 5_000 })
    const id = await one()
    while (receiver.requests.length === 0) await sleep(5)
    await delivering.stop()
    started = []
    expect(await fixture.delivery(id)).toMatchObject({ state: "delivered", attempts: 1 })
  })

  test("is bounded, and gives back what it could not finish", async () => {
    receiver.answer = () => {}
    const delivering = await start({ stopMs: 100 })
    await fixture.queue(await fixture.addEndpoint(receiver.url, { concurrency: 2 }), 5)
    while (receiver.requests.length < 2) await sleep(5)
    const begun = performance.now()
    await delivering.stop()
    started = []
    expect(performance.now() - begun).toBeLessThan(2_000)
    const { rows } = await database.pool.query(
      "select count(*)::int as free from due_deliveries where claimed_by is null",
    )
    expect(rows).toEqual([{ free: 5 }])
  })
})

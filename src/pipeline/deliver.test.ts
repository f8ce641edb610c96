import { Webhook } from "standardwebhooks"
import { describe, expect, test } from "vitest"

import { useDelivering } from "../../test/support/delivering.ts"
import { createReceiver } from "../../test/support/receiver.ts"
import { findEndpoint } from "../delivery/find-endpoint.ts"
import { removeEndpoint } from "./endpoints/remove-endpoint.ts"
import { resendDelivery } from "./resend/resend-delivery.ts"
import { switchEndpoint } from "./endpoints/switch-endpoint.ts"

const tests = useDelivering()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe("a delivery", () => {
  test("arrives once, signed, and is recorded", async () => {
    await tests.start()
    const id = await tests.one(`${tests.receiver.url}/hook`)
    const delivery = await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(1)
    const [request] = tests.receiver.requests
    const body = new Webhook(tests.fixture.secret).verify(
      request?.body ?? "",
      request?.headers as Record<string, string>,
    )
    expect(body).toEqual({ type: "payout.paid", eventId: delivery.eventId })
    expect(delivery).toMatchObject({ attempts: 1, lastStatus: 200, lastCause: null, dueAt: null })
    expect(delivery.finishedAt).toBeInstanceOf(Date)
    expect(await tests.fixture.attempts(id)).toMatchObject([
      {
        number: 1,
        trigger: "automatic",
        url: `${tests.receiver.url}/hook`,
        outcome: "success",
        responseStatus: 200,
        responseBody: Buffer.from("ok"),
        cause: null,
      },
    ])
  })

  test("is sent at once on a hint, long before the next look", async () => {
    const delivering = await tests.start({ pollMs: 60_000 })
    await sleep(50)
    const id = await tests.one()
    delivering.wake()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(1)
  })

  test("of each of 2,000 arrives exactly once", async () => {
    await tests.start()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const ids = (
      await Promise.all([1, 2, 3, 4].map(() => tests.fixture.queue(endpointId, 500)))
    ).flat()
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(2_000)
    expect(new Set(tests.receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(
      2_000,
    )
  })

  test("keeps its id and bytes over retries, and each try is signed anew", async () => {
    tests.receiver.answer = (_, response) => void response.writeHead(500).end("broken")
    await tests.start()
    const id = await tests.one()
    for (const attempts of [1, 2, 3]) {
      await tests.fixture.until(
        id,
        (each) => each.state === "retrying" && each.attempts === attempts,
      )
      if (attempts === 2) await sleep(1_000)
      await tests.fixture.makeDue()
    }
    tests.receiver.answer = (_, response) => void response.end()
    await tests.fixture.makeDue()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    const ids = new Set(tests.receiver.requests.map(({ headers }) => headers["webhook-id"]))
    expect([...ids][0]).toMatch(/^evt_/)
    expect(ids.size).toBe(1)
    expect(new Set(tests.receiver.requests.map(({ body }) => body)).size).toBe(1)
    const webhook = new Webhook(tests.fixture.secret)
    for (const { body, headers } of tests.receiver.requests) {
      webhook.verify(body, headers as Record<string, string>)
    }
    const times = new Set(
      tests.receiver.requests.map(({ headers }) => headers["webhook-timestamp"]),
    )
    expect(times.size).toBeGreaterThan(1)
    const numbers = (await tests.fixture.attempts(id)).map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, index) => numbers.length - index))
  })

  test("is retried after the first wait of its schedule, never early", async () => {
    tests.receiver.answer = (_, response) =>
      void response.writeHead(tests.receiver.requests.length === 1 ? 500 : 200).end()
    await tests.start()
    const id = await tests.one(tests.receiver.url, { retry_delays_ms: [1_000] })
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    const [first, second] = tests.receiver.requests
    const waited = (second?.atMs ?? 0) - (first?.atMs ?? 0)
    expect(waited).toBeGreaterThanOrEqual(900)
    expect(waited).toBeLessThan(5_000)
  })

  test("is exhausted when its schedule ends, and not lost", async () => {
    tests.receiver.answer = (_, response) => void response.writeHead(500).end()
    await tests.start()
    const id = await tests.one(tests.receiver.url, { retry_delays_ms: [60_000, 60_000] })
    for (const attempts of [1, 2]) {
      await tests.fixture.until(id, (each) => each.attempts === attempts && each.dueAt !== null)
      await tests.fixture.makeDue()
    }
    expect(await tests.fixture.until(id, ({ state }) => state === "exhausted")).toMatchObject({
      attempts: 3,
      lastStatus: 500,
      lastCause: "status",
      dueAt: null,
    })
    expect(tests.receiver.requests).toHaveLength(3)
  })

  test("waits as long as a 429 asks", async () => {
    tests.receiver.answer = (_, response) =>
      void response.writeHead(429, { "retry-after": "600" }).end()
    await tests.start()
    const delivery = await tests.fixture.until(
      await tests.one(),
      ({ state }) => state === "retrying",
    )
    const waitMs = (delivery.dueAt?.getTime() ?? 0) - Date.now()
    expect(waitMs).toBeGreaterThan(590_000)
    expect(waitMs).toBeLessThanOrEqual(600_000)
  })

  test("that is not answered in time is retried", async () => {
    tests.receiver.answer = () => {}
    await tests.start()
    const id = await tests.one(tests.receiver.url, { timeout_ms: 1_000 })
    const delivery = await tests.fixture.until(id, ({ state }) => state === "retrying")
    expect(delivery).toMatchObject({ lastCause: "timeout", lastStatus: null })
  })

  test("to a forbidden address is an attempt with that cause", async () => {
    await tests.start()
    const delivery = await tests.fixture.until(
      await tests.one("http://10.0.0.1/"),
      (each) => each.attempts > 0,
    )
    expect(delivery).toMatchObject({ state: "retrying", lastCause: "address_refused" })
  })
})

describe("a resend", () => {
  test("of a delivered one sends the same bytes under the same id, as attempt 2", async () => {
    const delivering = await tests.start()
    const id = await tests.one()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    const queued = await resendDelivery(
      { ...tests.context, wakeDeliver: () => delivering.wake() },
      tests.asActor(id),
    )
    expect(queued).toMatchObject({ state: "queued", finishedAt: null })
    await tests.fixture.until(id, ({ attempts }) => attempts === 2)
    const [first, second] = tests.receiver.requests
    expect(second?.body).toBe(first?.body)
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"])
    expect(await tests.fixture.attempts(id)).toMatchObject([
      { number: 2, trigger: "resend" },
      { number: 1, trigger: "automatic" },
    ])
    const { rows } = await tests.database.pool.query("select action, actor from audit_log")
    expect(rows).toContainEqual({ action: "delivery.resend", actor: "key_test" })
  })

  test("of an exhausted one begins a new run of the schedule", async () => {
    tests.receiver.answer = (_, response) => void response.writeHead(500).end()
    await tests.start()
    const id = await tests.one(tests.receiver.url, { retry_delays_ms: [60_000] })
    await tests.fixture.until(id, ({ state }) => state === "retrying")
    await tests.fixture.makeDue()
    await tests.fixture.until(id, ({ state }) => state === "exhausted")
    await resendDelivery(tests.context, tests.asActor(id))
    const again = await tests.fixture.until(id, ({ attempts }) => attempts === 3)
    expect(again).toMatchObject({ state: "retrying" })
  })

  test("of one that waits for its retry makes it due now", async () => {
    tests.receiver.answer = (_, response) =>
      void response.writeHead(tests.receiver.requests.length === 1 ? 500 : 200).end()
    await tests.start()
    const id = await tests.one()
    await tests.fixture.until(id, ({ state }) => state === "retrying")
    await resendDelivery(tests.context, tests.asActor(id))
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(tests.receiver.requests).toHaveLength(2)
  })

  test("of another merchant's, or of none, is not found", async () => {
    const id = await tests.one()
    const other = { ...tests.asActor(id), merchantId: "0198c0de-0000-7000-8000-000000000001" }
    await expect(resendDelivery(tests.context, other)).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("an endpoint", () => {
  test("that answers 410 gets nothing more, a person is told, and its deliveries wait", async () => {
    tests.receiver.answer = (_, response) => void response.writeHead(410).end()
    const delivering = await tests.start()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 1 })
    const ids = await tests.fixture.queue(endpointId, 20)
    for (const look of Array.from({ length: 200 }).keys()) {
      const endpoint = await findEndpoint(tests.database.pool, tests.asActor(endpointId))
      if (endpoint?.state === "disabled") break
      await sleep(look < 199 ? 10 : 0)
    }
    expect(await findEndpoint(tests.database.pool, tests.asActor(endpointId))).toMatchObject({
      state: "disabled",
      disabledReason: "gone",
    })
    const { rows: items } = await tests.database.pool.query(
      "select kind, closed_at from attention_items where subject_id = $1",
      [endpointId],
    )
    expect(items).toEqual([{ kind: "endpoint_disabled", closed_at: null }])
    await sleep(100)
    expect(tests.receiver.requests).toHaveLength(1)

    tests.receiver.answer = (_, response) => void response.end()
    await switchEndpoint(
      { ...tests.context, wakeDeliver: () => delivering.wake() },
      { ...tests.asActor(endpointId), state: "active" },
    )
    for (const id of ids.slice(1))
      await tests.fixture.until(id, ({ state }) => state === "delivered")
    const { rows: closed } = await tests.database.pool.query(
      "select closed_because from attention_items where subject_id = $1",
      [endpointId],
    )
    expect(closed).toEqual([{ closed_because: "enabled" }])
  })

  test("that is deleted: what waits is discarded, and cannot be resent", async () => {
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const [id = ""] = await tests.fixture.queue(endpointId)
    await tests.start()
    await tests.fixture.until(id, ({ state }) => state === "delivered")
    tests.receiver.answer = (_, response) => void response.writeHead(500).end()
    const [waiting = ""] = await tests.fixture.queue(endpointId)
    await tests.fixture.until(waiting, ({ state }) => state === "retrying")
    await removeEndpoint(tests.context, tests.asActor(endpointId))
    expect(await tests.fixture.delivery(waiting)).toMatchObject({ state: "discarded", dueAt: null })
    await expect(resendDelivery(tests.context, tests.asActor(waiting))).rejects.toMatchObject({
      code: "conflict",
    })
    const [late = ""] = await tests.fixture.queue(endpointId)
    await tests.fixture.until(late, ({ state }) => state === "discarded")
  })

  test("that begins to hang gives back what was claimed ahead for it", async () => {
    const hanging = await createReceiver()
    hanging.answer = (_, response) => {
      if (hanging.requests.length <= 40) response.end()
    }
    const busy = await tests.fixture.addEndpoint(hanging.url, { concurrency: 4 })
    await tests.fixture.queue(busy, 1_000)
    await tests.start({ quickMax: 64, claimedMax: 128 })
    while (hanging.requests.length < 44) await sleep(5)
    const other = await tests.fixture.addEndpoint(tests.receiver.url)
    const ids = await tests.fixture.queue(other, 100)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    const { rows } = await tests.database.pool.query<{ claimed: number }>(
      "select count(*)::int as claimed from due_deliveries where claimed_by is not null",
    )
    expect(rows[0]?.claimed).toBeLessThanOrEqual(4)
    await hanging.close()
  })

  test("that hangs does not hold up the others", async () => {
    const hanging = await createReceiver()
    hanging.answer = () => {}
    await tests.start({ quickMax: 32, claimedMax: 128 })
    await tests.fixture.queue(await tests.fixture.addEndpoint(hanging.url), 200)
    await sleep(100)
    const begun = performance.now()
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const ids = await tests.fixture.queue(endpointId, 200)
    for (const id of ids) await tests.fixture.until(id, ({ state }) => state === "delivered")
    expect(performance.now() - begun).toBeLessThan(5_000)
    await hanging.close()
  })
})

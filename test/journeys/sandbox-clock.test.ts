import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { RETRY_SCHEDULES } from "../../src/delivery/retry-schedules.ts"
import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import {
  gapsMs,
  startMovingHub,
  type MovingHub,
  type ShownDelivery,
} from "../support/moving-hub.ts"
import { createReceiver } from "../support/receiver.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const hourMs = 3_600_000
/** Of the moved clock: what a stop joins, and the real time of the stops. */
const lateMsMax = 5_000

let hub: MovingHub

beforeAll(async () => {
  hub = await startMovingHub()
})
afterAll(async () => {
  await hub.close()
})
beforeEach(async () => {
  for (const { id } of (await hub.api("GET /v1/endpoints")).json.data) {
    await hub.api(`DELETE /v1/endpoints/${id}`)
  }
  hub.sink.answer = (_, response) => void response.writeHead(500).end()
})

function expectSchedule(
  delivery: ShownDelivery,
  schedule: readonly number[],
  lateMs = lateMsMax,
): void {
  const gaps = gapsMs(delivery)
  expect(gaps).toHaveLength(schedule.length)
  for (const [index, wait] of schedule.entries()) {
    expect(gaps[index]).toBeGreaterThanOrEqual(wait * 0.9)
    expect(gaps[index]).toBeLessThan(wait * 1.1 + lateMs)
  }
}

async function aheadSeconds(): Promise<number> {
  return (await hub.api("GET /v1/sandbox/clock")).json.ahead_seconds as number
}

describe("one call that passes a day and more", () => {
  test("makes each retry of Xendit's schedule at its time, in seconds", async () => {
    const endpoint = await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    const before = Date.parse((await hub.api("GET /v1/sandbox/clock")).json.now)
    const begunMs = performance.now()
    const walk = (await hub.advance({ advance: "30h" })).json
    expect(performance.now() - begunMs).toBeLessThan(8_000)
    expect(walk).toMatchObject({ reached: true })
    expect(walk.stops).toBeGreaterThanOrEqual(7)
    expect(walk.stops).toBeLessThan(15)
    expect(Date.parse(walk.now) - before).toBeGreaterThanOrEqual(30 * hourMs)
    expect(Date.parse(walk.now) - before).toBeLessThan(30 * hourMs + 10_000)
    const delivery = await hub.delivery(endpoint)
    expect(delivery).toMatchObject({ state: "exhausted", next_attempt_at: null })
    expectSchedule(delivery, RETRY_SCHEDULES.xendit)
    expect(hub.sink.requests).toHaveLength(7)
  })

  test("makes all retries of many payouts, though an endpoint that fails is only probed", async () => {
    const endpoint = await hub.addEndpoint({ dialect: "xendit" })
    const payouts = 6
    for (let payout = 0; payout < payouts; payout += 1) await hub.tellPayout()
    const begunMs = performance.now()
    expect((await hub.advance({ advance: "P2D" })).json).toMatchObject({ reached: true })
    expect(performance.now() - begunMs).toBeLessThan(20_000)
    expect(hub.sink.requests).toHaveLength(7 * payouts)
    const { json } = await hub.api(`GET /v1/deliveries?endpoint_id=${endpoint}`)
    expect(json.data).toHaveLength(payouts)
    for (const { id, state } of json.data) {
      expect(state).toBe("exhausted")
      const { json: shown } = await hub.api(`GET /v1/deliveries/${id}`)
      const delivery = { ...shown, attempts: shown.attempts.toReversed() } as ShownDelivery
      // Up to a minute between two probes.
      expectSchedule(delivery, RETRY_SCHEDULES.xendit, payouts * 66_000)
    }
  })

  test("delivers what an endpoint takes again at its next retry, and stops trying", async () => {
    hub.sink.answer = (_, response) =>
      void response.writeHead(hub.sink.requests.length < 4 ? 500 : 200).end()
    const endpoint = await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    await hub.advance({ advance: "30h" })
    const delivery = await hub.delivery(endpoint)
    expect(delivery.state).toBe("delivered")
    expectSchedule(delivery, RETRY_SCHEDULES.xendit.slice(0, 3))
  })

  test("tries the head of Adyen's queue at its times; the rest goes when it is taken", async () => {
    const bodies: string[] = []
    hub.sink.answer = ({ body }, response) => {
      bodies.push(body)
      response.writeHead(bodies.length <= 12 ? 500 : 200).end()
    }
    const endpoint = await hub.addEndpoint({
      dialect: "adyen",
      settings: { form: "json", account: "Shop" },
    })
    await hub.tellPayout()
    await hub.tellPayout()
    expect((await hub.advance({ advance: "PT12H" })).json).toMatchObject({ reached: true })
    const { json } = await hub.api(`GET /v1/deliveries?endpoint_id=${endpoint}`)
    const shown = await Promise.all(
      json.data
        .toReversed()
        .map(async ({ id }: { id: string }) => (await hub.api(`GET /v1/deliveries/${id}`)).json),
    )
    const [head, behind] = shown.map(
      (each) => ({ ...each, attempts: each.attempts.toReversed() }) as ShownDelivery,
    )
    if (head === undefined || behind === undefined) throw new Error("there are not two")
    expect([head.state, behind.state]).toEqual(["delivered", "delivered"])
    expect(head.attempts.length + behind.attempts.length).toBe(14)
    expectSchedule(head, RETRY_SCHEDULES.adyen.slice(0, head.attempts.length - 1))
    // Of the queue nothing but the head was tried, and the next as soon as that was taken.
    expect(behind.attempts.length).toBeLessThanOrEqual(5)
    const taken = Date.parse(head.attempts.at(-1)?.started_at ?? "")
    const next = Date.parse(behind.attempts.at(-1)?.started_at ?? "")
    expect(next).toBeGreaterThanOrEqual(taken)
    expect(next - taken).toBeLessThan(lateMsMax)
  })
})

test("an endpoint that hangs holds up neither the walk nor another, and is delivered once", async () => {
  const hanging = await createReceiver()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const slow = await hub.addEndpoint({}, hanging.url)
  hanging.requests.length = 0
  hanging.answer = async (_, response) => {
    await answered
    response.end()
  }
  const failing = await hub.addEndpoint({ dialect: "xendit" })
  await hub.tellPayout()
  const begunMs = performance.now()
  const walk = (await hub.advance({ advance: "PT150M" })).json
  expect(performance.now() - begunMs).toBeLessThan(25_000)
  expect(walk).toMatchObject({ reached: true })
  const retried = await hub.delivery(failing)
  expectSchedule(retried, RETRY_SCHEDULES.xendit.slice(0, 2), 20_000)
  expect(await hub.delivery(slow)).toMatchObject({ state: "queued", attempts: [] })
  answer()
  await expect.poll(() => hub.delivery(slow)).toMatchObject({ state: "delivered" })
  expect(hanging.requests).toHaveLength(1)
  await hanging.close()
}, 60_000)

describe("two callers at once", () => {
  test("one moves the clock, the other is told to wait", async () => {
    hub.sink.answer = async (_, response) => {
      await sleep(400)
      response.writeHead(500).end()
    }
    await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    const before = await aheadSeconds()
    const answers = await Promise.all([
      hub.advance({ advance_seconds: 3_600 }),
      hub.advance({ advance_seconds: 3_600 }),
    ])
    const [moved, refused] = answers.toSorted((a, b) => a.status - b.status)
    expect(moved?.json).toMatchObject({ reached: true })
    expect(refused?.status).toBe(409)
    expect(refused?.json.code).toBe("conflict")
    const by = (await aheadSeconds()) - before
    expect(by).toBeGreaterThan(3_590)
    expect(by).toBeLessThan(3_600.1)
    expect((await hub.advance({ advance_seconds: 1 })).status).toBe(200)
  })
})

describe("what is no move", () => {
  test.each([
    [{}, "request_invalid"],
    [{ advance: "24h", advance_seconds: 3 }, "request_invalid"],
    [{ advance: "a day" }, "request_invalid"],
    [{ advance: "P1M" }, "request_invalid"],
    [{ advance_seconds: -1 }, "request_invalid"],
    [{ advance_seconds: "10" }, "request_invalid"],
    [{ to: "yesterday" }, "request_invalid"],
    [{ to: "2026-02-30T00:00:00Z" }, "request_invalid"],
    [{ back: "24h" }, "request_invalid"],
    [{ to: "2020-01-01T00:00:00Z" }, "clock_refused"],
    [{ advance: "P401D" }, "clock_refused"],
    [{ advance: `P${"9".repeat(30)}D` }, "clock_refused"],
    [{ to: "9999-01-01T00:00:00Z" }, "clock_refused"],
  ])("%j is refused as %s, and the clock stays", async (wish, code) => {
    const before = await aheadSeconds()
    const answer = await hub.advance(wish)
    expect(answer.json.code).toBe(code)
    expect(answer.status).toBe(code === "clock_refused" ? 409 : 400)
    expect(await aheadSeconds()).toBe(before)
  })

  test("nothing at all: it waits until what is due is done", async () => {
    hub.sink.answer = async (_, response) => {
      await sleep(200)
      response.end()
    }
    const endpoint = await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    const walk = (await hub.advance({ advance_seconds: 0 })).json
    expect(walk).toMatchObject({ reached: true, stops: 0 })
    expect((await hub.delivery(endpoint)).state).toBe("delivered")
  })

  test("without the scope admin: it can be read, not moved", async () => {
    const { json } = await hub.api("POST /v1/api-keys", { name: "k", scopes: ["read", "write"] })
    const headers = {
      authorization: `Bearer ${json.key}`,
      "content-type": "application/json",
    }
    const url = `${hub.url}/v1/sandbox/clock`
    expect((await fetch(url, { headers })).status).toBe(200)
    const body = JSON.stringify({ advance: "1h" })
    const refused = await fetch(url, { method: "POST", headers, body })
    expect(refused.status).toBe(403)
  })
})

test("who moved the clock, and to when, is in the audit log", async () => {
  const walk = (await hub.advance({ advance: "90s" })).json
  const { json } = await hub.api("GET /v1/audit?limit=1")
  expect(json.data).toMatchObject([
    { action: "sandbox.clock", object: "clock", after: { now: walk.target } },
  ])
  expect(json.data[0].actor).toMatch(/^key_/)
})

test("the command line moves it, and shows what time it is", async () => {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  const before = await aheadSeconds()
  const moving = capturedTerminal({ environment })
  expect(await run(["sandbox", "clock", "--advance", "1d12h", "--json"], moving)).toBe(0)
  expect(JSON.parse(moving.output())).toMatchObject({ reached: true })
  expect((await aheadSeconds()) - before).toBeGreaterThan(36 * 3_600 - 60)
  const shown = capturedTerminal({ environment })
  expect(await run(["sandbox", "clock"], shown)).toBe(0)
  expect(shown.output()).toMatch(/^now +\d{4}-.*Z\nahead +\d+ d/)
  const wrong = capturedTerminal({ environment })
  expect(await run(["sandbox", "clock", "--to", "2020-01-01T00:00:00Z"], wrong)).toBe(1)
  expect(wrong.errors()).toContain("never goes back")
  const both = ["sandbox", "clock", "--advance", "1h", "--to", "2030-01-01T00:00:00Z"]
  expect(await run(both, capturedTerminal({ environment }))).toBe(2)
})

test("an endpoint that fails for days on the moved clock is disabled on the way", async () => {
  const endpoint = await hub.addEndpoint({ settings: { disable_after_hours: 8 } })
  await hub.tellPayout()
  await hub.advance({ advance: "P2D" })
  const { json } = await hub.api(`GET /v1/endpoints/${endpoint}`)
  expect(json).toMatchObject({ state: "disabled", disabled_reason: "failing" })
  const failedForMs = Date.parse(json.last_failure.at) - Date.parse(json.failing_since)
  expect(failedForMs).toBeGreaterThanOrEqual(8 * hourMs)
  // The try after 12 hours was enough: not only the next one, 12 hours later.
  const { json: attention } = await hub.api("GET /v1/attention?kind=endpoint_disabled")
  const [item] = attention.data
  expect(item.subject_id).toBe(endpoint)
  const openedAfterMs = Date.parse(item.opened_at) - Date.parse(json.failing_since)
  expect(openedAfterMs).toBeLessThan(14 * hourMs)
})

test("a year ahead, webhooks are received, kept, delivered and found by their times", async () => {
  hub.sink.answer = (_, response) => void response.end()
  const endpoint = await hub.addEndpoint({ dialect: "xendit" })
  expect((await hub.advance({ advance: "P350D" })).json).toMatchObject({ reached: true })
  const { now } = (await hub.api("GET /v1/sandbox/clock")).json
  await hub.tellPayout()
  await hub.advance({ advance_seconds: 0 })
  const shown = await hub.delivery(endpoint)
  expect(shown.state).toBe("delivered")
  const time = encodeURIComponent(now)
  const lists = await Promise.all([
    hub.api(`GET /v1/payouts?created_from=${time}`),
    hub.api(`GET /v1/deliveries?created_after=${time}&endpoint_id=${endpoint}`),
    hub.api(`GET /v1/messages?limit=1`),
  ])
  for (const { json } of lists) expect(json.data).toHaveLength(1)
  const [payouts, , messages] = lists
  expect(messages?.json.data[0].received_at >= now).toBe(true)
  const { json: payout } = await hub.api(`GET /v1/payouts/${payouts?.json.data[0].id}`)
  expect(payout.history[0].recorded_at >= now).toBe(true)
  const { json: report } = await hub.api(`GET /v1/health-report?from=${time}`)
  expect(report.deliveries).toMatchObject({ attempts: 1, delivered: 1 })
})

describe("a live source", () => {
  test("is neither made nor changed into while the clock is ahead", async () => {
    await hub.advance({ advance: "1h" })
    const source = { name: "Real", provider: "xendit", secrets: { callback_token: "a-real-token" } }
    const made = await hub.api("POST /v1/sources", { ...source, live: true })
    expect(made).toMatchObject({
      status: 409,
      json: { code: "clock_refused", because: "clock_ahead" },
    })
    const changed = await hub.api(`PATCH /v1/sources/${hub.sourceId}`, { live: true })
    expect(changed.json).toMatchObject({ code: "clock_refused", because: "clock_ahead" })
    expect((await hub.api("POST /v1/sources", { ...source, live: false })).status).toBe(201)
  })

  const setLive = (live: boolean | null) =>
    hub.database.pool.query("update sources set live = $1", [live])

  test("of any merchant keeps the clock where it is, and is named", async () => {
    await setLive(true)
    const before = await aheadSeconds()
    const answer = await hub.advance({ advance: "1h" })
    expect(answer.status).toBe(409)
    expect(answer.json).toMatchObject({
      code: "clock_refused",
      because: "live_source",
      source_id: hub.sourceId,
    })
    expect(answer.json.detail).toContain("Xendit")
    expect(await aheadSeconds()).toBe(before)
    await setLive(null)
  })

  test("of another merchant is named by its id alone", async () => {
    const { json: other } = await hub.api("POST /v1/merchants", { name: "Other" })
    const made = await fetch(`${hub.url}/v1/sources`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${other.api_key.key}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        name: "Very secret",
        provider: "xendit",
        secrets: { callback_token: "another-callback-token" },
      }),
    })
    const { id } = (await made.json()) as { id: string }
    await hub.database.pool.query("update sources set live = true where name = 'Very secret'")
    const answer = await hub.advance({ advance: "1h" })
    expect(answer.json).toMatchObject({ code: "clock_refused", source_id: id })
    expect(answer.text).not.toContain("Very secret")
    await setLive(null)
  })

  test("that comes in the middle ends the walk at the stop where it is", async () => {
    hub.sink.answer = async (_, response) => {
      if (hub.sink.requests.length === 2) await setLive(true)
      response.writeHead(500).end()
    }
    await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    const before = await aheadSeconds()
    const answer = await hub.advance({ advance: "30h" })
    expect(answer.json.code).toBe("clock_refused")
    const by = (await aheadSeconds()) - before
    expect(by).toBeGreaterThan(0.9 * 15 * 60 - 10)
    expect(by).toBeLessThan(1.1 * 15 * 60 + 10)
    await setLive(null)
  })
})

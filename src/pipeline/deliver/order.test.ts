import { pino } from "pino"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import {
  createDeliveringHub,
  payoutStory,
  toldBy,
  type DeliveringHub,
} from "../../../test/support/delivering-hub.ts"
import { deleteEndpoint } from "../../delivery/delete-endpoint.ts"
import { idText } from "../../ids.ts"
import { changeEndpoint } from "../endpoints/change-endpoint.ts"
import { settleMessages } from "../settle.ts"
import { switchEndpoint } from "../endpoints/switch-endpoint.ts"
import { endpointRound } from "../endpoints/watch-endpoints.ts"

let hub: DeliveringHub
beforeEach(async () => {
  hub = await createDeliveringHub()
})
afterEach(() => hub.close())

const silent = pino({ level: "silent" })
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const sequences = () => hub.sink.requests.map((request) => toldBy(request).sequence)
async function queueIsEmpty() {
  await expect
    .poll(async () => (await hub.rows("select from due_deliveries")).length, { interval: 20 })
    .toBe(0)
}
/** What may be sent now, as against what waits for another. */
const going = async () =>
  (
    await hub.rows<{ sequence: number }>(
      "select sequence from due_deliveries where due_at is not null order by sequence",
    )
  ).map(({ sequence }) => sequence)

describe("an ordered endpoint", () => {
  test("gets the next event of a payout when the one before it was taken, whole and numbered", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [1_000, 1_000] } })
    let refusals = 2
    hub.sink.answer = (_, response) => {
      if (refusals > 0) response.writeHead(503)
      refusals -= 1
      response.end()
    }
    await hub.tellInTurn(payoutStory())
    expect(await going()).toEqual([1])
    await hub.start()
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 1, 1, 2, 3, 4])
    const told = hub.sink.requests.map((request) => toldBy(request).payout)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    expect(told.map(({ status }) => status)).toEqual([
      ...["pending", "pending", "pending", "failed", "paid", "reversed"],
    ])
    for (const payout of told) {
      expect(payout).toMatchObject({ provider: "xendit", amount: { currency: "PHP" } })
    }
  })

  test("waits for one payout while the others go on", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [60_000] } })
    const [blocked, ...others] = Array.from({ length: 5 }, payoutStory)
    const blockedId = blocked?.[0]?.providerId
    hub.sink.answer = ({ body }, response) => {
      if (body.includes(String(blockedId))) response.writeHead(500)
      response.end()
    }
    await hub.tellInTurn([blocked ?? [], ...others].flat())
    await hub.start()
    await expect
      .poll(async () => (await hub.rows("select from due_deliveries")).length, { interval: 20 })
      .toBe(4)
    expect(await going()).toEqual([1])
    const ofOthers = hub.sink.requests.map(toldBy)
    expect(ofOthers.filter(({ sequence }) => sequence === 4)).toHaveLength(others.length)
  })

  test("gets the next event when the one before it is exhausted", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [] } })
    hub.sink.answer = (request, response) => {
      if (toldBy(request).sequence === 2) response.writeHead(500)
      response.end()
    }
    await hub.tellInTurn(payoutStory())
    await hub.start()
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 3, 4])
    const states = await hub.rows("select sequence, state from deliveries order by sequence")
    expect(states).toEqual([
      { sequence: 1, state: "delivered" },
      { sequence: 2, state: "exhausted" },
      { sequence: 3, state: "delivered" },
      { sequence: 4, state: "delivered" },
    ])
  })

  test("gets an event once more, not the next one, after its worker was killed", async () => {
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    await hub.addEndpoint("payout")
    hub.sink.answer = (_, response) => {
      if (hub.sink.requests.length > 1) response.end()
    }
    const first = await hub.start(limits)
    await hub.tellInTurn(payoutStory())
    while (hub.sink.requests.length === 0) await sleep(5)
    hub.kill(first)
    await hub.start(limits)
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 1, 2, 3, 4])
  })

  test("that settles several events of a payout at once gets them one by one", async () => {
    await hub.addEndpoint("payout")
    for (const event of payoutStory()) await hub.tell(hub.source, event)
    await hub.settle()
    expect(await going()).toEqual([1])
    await hub.start()
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 3, 4])
  })
})

describe("what waits for its turn", () => {
  test("goes on in order when the endpoint is disabled and enabled again", async () => {
    const id = await hub.addEndpoint("payout")
    const story = payoutStory()
    await hub.tellInTurn(story.slice(0, 2))
    await switchEndpoint(hub.context, { ...hub.asActor(id), state: "disabled" })
    const delivering = await hub.start()
    await hub.tellInTurn(story.slice(2, 3))
    await sleep(100)
    expect(sequences()).toEqual([])
    const wakeDeliver = () => delivering.wake()
    await switchEndpoint({ ...hub.context, wakeDeliver }, { ...hub.asActor(id), state: "active" })
    await hub.tellInTurn(story.slice(3))
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 4])
    expect(await hub.rows("select state from deliveries where sequence = 3")).toEqual([
      { state: "missed" },
    ])
  })

  test("is due at once when the endpoint gives up its order", async () => {
    const id = await hub.addEndpoint("payout", { settings: { retry_delays_ms: [60_000] } })
    await hub.tellInTurn(payoutStory())
    await changeEndpoint(hub.context, { ...hub.asActor(id), ordering: "none" })
    expect(await hub.rows("select from due_deliveries where due_at is null")).toEqual([])
    hub.sink.answer = (request, response) => {
      if (toldBy(request).sequence === 1) response.writeHead(500)
      response.end()
    }
    await hub.start()
    await expect
      .poll(() => hub.rows("select sequence from deliveries where state = 'delivered'"))
      .toHaveLength(3)
  })

  test("is due a minute later where it was queued while the endpoint gave up its order", async () => {
    const id = await hub.addEndpoint("payout")
    const story = payoutStory()
    await hub.tellInTurn(story.slice(0, 1))
    const release = await hub.holdTable("event_bodies")
    for (const event of story.slice(1)) await hub.tell(hub.source, event)
    const settling = hub.settle()
    await hub.untilLocked("insert into event_bodies")
    await changeEndpoint(hub.context, { ...hub.asActor(id), ordering: "none" })
    await release()
    await settling
    const waiting = () => hub.rows("select from due_deliveries where due_at is null")
    expect(await waiting()).toHaveLength(3)
    const round = endpointRound({ pool: hub.database.pool, log: silent, wakeDeliver: () => {} })
    await round()
    expect(await waiting()).toEqual([])
    expect(await hub.rows("select from due_deliveries")).toHaveLength(4)
  })

  test("is discarded with a deleted endpoint, though nothing of it is due", async () => {
    const id = await hub.addEndpoint("payout")
    await hub.tellInTurn(payoutStory())
    await hub.rows("update due_deliveries set due_at = null")
    expect(await deleteEndpoint(hub.pool, hub.asActor(id))).toBe(true)
    await hub.start()
    await queueIsEmpty()
    expect(await hub.rows("select distinct state from deliveries")).toEqual([
      { state: "discarded" },
    ])
    expect(sequences()).toEqual([])
  })
})

test("an endpoint without an order gets all at once", async () => {
  await hub.addEndpoint("none")
  await hub.tellInTurn(payoutStory())
  expect(await hub.rows("select from due_deliveries where due_at is null")).toHaveLength(0)
  expect(await hub.rows("select from due_deliveries where order_key is not null")).toEqual([])
})

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000)

/** Mulberry32: small, and the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test(`over workers that die, with random failures, each payout is told in order (seed ${SEED})`, async () => {
  const random = randomFrom(SEED)
  const settings = { retry_delays_ms: [20, 20, 20], concurrency: 16 }
  await hub.addEndpoint("payout", { path: "/ordered", settings })
  await hub.addEndpoint("none", { path: "/any", settings })
  const underWay = new Set<string>()
  const overlapping: string[] = []
  hub.sink.answer = async (request, response) => {
    const { payout } = toldBy(request)
    if (underWay.has(payout.id) && request.path === "/ordered") overlapping.push(payout.id)
    if (request.path === "/ordered") underWay.add(payout.id)
    await sleep(random() * 8)
    if (request.path === "/ordered") underWay.delete(payout.id)
    if (random() < 0.2) response.writeHead(500)
    response.end()
  }

  const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
  const mortal = await hub.start(limits)
  await hub.start(limits)
  let telling = true
  const settling = [3, 7].map(async (batch) => {
    while (telling || (await hub.rows("select from unsettled")).length > 0) {
      if ((await settleMessages(hub.settleContext, batch)) === 0) await sleep(5)
    }
  })
  const stories = Array.from({ length: 50 }, payoutStory)
  for (const step of [0, 1, 2, 3]) {
    for (const story of stories) {
      const event = story[step]
      if (event !== undefined) await hub.tell(hub.source, event)
    }
    if (step === 1) hub.kill(mortal)
    if (step === 2) await hub.start(limits)
  }
  telling = false
  await Promise.all(settling)
  await queueIsEmpty()

  expect(overlapping).toEqual([])
  const made = await hub.rows<{ subject_id: string; sequences: number[] }>(
    `select d.subject_id, array_agg(distinct d.sequence order by d.sequence) as sequences
     from deliveries as d where d.state in ('delivered', 'exhausted') group by d.subject_id`,
  )
  expect(made).toHaveLength(50)
  const told = (path: string) =>
    Map.groupBy(
      hub.sink.requests.filter((request) => request.path === path).map(toldBy),
      ({ payout }) => payout.id,
    )
  const inOrder = told("/ordered")
  const inAny = told("/any")
  for (const { subject_id: id, sequences: all } of made) {
    const heard = inOrder.get(idText("payout", id))?.map(({ sequence }) => sequence) ?? []
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
    expect([...new Set(heard)]).toEqual(all)
    const others = inAny.get(idText("payout", id))?.map(({ sequence }) => sequence) ?? []
    expect(new Set(others)).toEqual(new Set(all))
  }
})

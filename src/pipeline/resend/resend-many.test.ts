import { expect, test } from "vitest"

import { useResending } from "../../../test/support/resending.ts"
import { idText, newUuid } from "../../ids.ts"
import { advanceResend, resendLimits } from "./advance-resend.ts"
import { cancelRunningResend } from "./cancel-resend.ts"
import { estimateResend, resendMany } from "./resend-many.ts"

const tests = useResending()
const countResendOf = async (...asked: Parameters<typeof estimateResend>) =>
  (await estimateResend(...asked)).total
const done = ({ state }: { readonly state: string }) => state === "done"
const sorted = (ids: readonly string[]) => ids.toSorted()
const oneByOne = { ...resendLimits, stepMax: 1 }

/** What the receiver was sent, as event ids. */
function sentIds(): readonly string[] {
  return tests.receiver.requests.map(({ headers }) => String(headers["webhook-id"]))
}

async function eventsOf(ids: readonly string[]): Promise<readonly string[]> {
  const deliveries = await Promise.all(ids.map((id) => tests.fixture.delivery(id)))
  return deliveries.map(({ eventId }) => idText("event", eventId))
}

test("all that a filter finds is sent once more under its webhook-id, and the figures say so", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const ids = await tests.past(endpointId, { count: 30 })
  const resend = await tests.resend({ endpointId })
  expect(resend).toMatchObject({ state: "running", total: 30, requeued: 0, finishedAt: null })

  await tests.start()
  tests.startLoop({ stepMax: 7, queuedMax: 10 })
  expect(await tests.untilResend(resend.id, done)).toMatchObject({
    ...{ total: 30, requeued: 30, waiting: 0, retrying: 0, delivered: 30, failed: 0 },
    ...{ withdrawn: 0, skipped: 0, finishedAt: expect.any(Date) },
  })
  expect(sorted(sentIds())).toEqual(sorted(await eventsOf(ids)))
  expect(new Set(await tests.states(ids))).toEqual(new Set(["delivered"]))
  expect(await tests.fixture.attempts(ids[0] ?? "")).toMatchObject([{ trigger: "resend" }])
})

test("a delivery that stands in the queue already is left to it", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const [queued = ""] = await tests.fixture.queue(endpointId)
  const [missed = ""] = await tests.past(endpointId, { state: "missed" })
  const resend = await tests.resend({ endpointId })
  tests.startLoop()
  await tests.untilResend(resend.id, ({ requeued }) => requeued === 1)
  const { rows } = await tests.database.pool.query(
    "select delivery_id, resend_id, is_bulk from due_deliveries order by delivery_id",
  )
  expect(rows).toEqual([
    { delivery_id: queued, resend_id: null, is_bulk: false },
    { delivery_id: missed, resend_id: resend.id, is_bulk: true },
  ])
})

test.each([
  { title: "one state", filter: { states: ["missed"] }, found: ["missed"] },
  {
    title: "several states",
    filter: { states: ["missed", "delivered"] },
    found: ["missed", "delivered"],
  },
  {
    title: "what was never delivered",
    filter: { neverDelivered: true },
    found: ["exhausted", "missed", "discarded"],
  },
] as const)("a filter takes $title", async ({ filter, found }) => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const byState = new Map<string, string>()
  for (const state of ["exhausted", "missed", "discarded", "delivered"] as const) {
    byState.set(state, (await tests.past(endpointId, { state }))[0] ?? "")
  }
  const resend = await tests.resend({ endpointId, ...filter })
  expect(resend.total).toBe(found.length)
  tests.startLoop()
  await tests.untilResend(resend.id, ({ requeued }) => requeued === found.length)
  const queued = await tests.database.pool.query<{ delivery_id: string }>(
    "select delivery_id from due_deliveries",
  )
  expect(sorted(queued.rows.map((row) => row.delivery_id))).toEqual(
    sorted(found.map((state) => byState.get(state) ?? "")),
  )
})

test("a filter takes types, times, a payout and an event", async () => {
  const { pool } = tests.database
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const ids = await tests.past(endpointId, { count: 4 })
  await pool.query("update deliveries set type = 'payout.failed' where id = $1", [ids[1]])
  await pool.query("update deliveries set type = 'batch.done' where id = $1", [ids[2]])
  await pool.query(
    "update deliveries set created_at = created_at - interval '1 hour' where id = $1",
    [ids[3]],
  )
  const { merchantId } = tests.fixture
  const count = (filter: object) =>
    countResendOf(tests.database, { merchantId, filter: { endpointId, ...filter } })
  const { eventId, subjectId, createdAt } = await tests.fixture.delivery(ids[0] ?? "")
  const at = (shiftMs: number) => new Date(createdAt.getTime() + shiftMs).toISOString()

  expect(await count({ types: ["payout.*"] })).toBe(3)
  expect(await count({ types: ["payout.failed", "batch.*"] })).toBe(2)
  expect(await count({ types: ["*"] })).toBe(4)
  expect(await count({ types: ["payout.reversed"] })).toBe(0)
  expect(await count({ createdAfter: at(-60_000) })).toBe(3)
  expect(await count({ createdBefore: at(-60_000) })).toBe(1)
  expect(await count({ createdAfter: at(0), createdBefore: at(1) })).toBe(3)
  expect(await count({ createdAfter: at(1) })).toBe(0)
  expect(await count({ payoutId: subjectId })).toBe(1)
  expect(await count({ eventId, payoutId: subjectId })).toBe(1)
  expect(await count({ eventId: newUuid(), payoutId: subjectId })).toBe(0)
  const everywhere = (filter: object) => countResendOf(tests.database, { merchantId, filter })
  expect(await everywhere({ payoutId: subjectId })).toBe(1)
  expect(await everywhere({ createdAfter: at(0), createdBefore: at(1) })).toBe(3)
})

test("a filter without an endpoint reaches every endpoint, and no other merchant's", async () => {
  const endpoints = await Promise.all(
    ["/a", "/b"].map((path) => tests.fixture.addEndpoint(tests.receiver.url + path)),
  )
  for (const endpointId of endpoints) await tests.past(endpointId, { count: 2, state: "missed" })
  const createdAfter = new Date(Date.now() - 60_000).toISOString()
  const states = ["missed"] as const
  const resend = await tests.resend({ createdAfter, states })
  const other = await countResendOf(tests.database, {
    merchantId: newUuid(),
    filter: { createdAfter },
  })
  expect(other).toBe(0)
  await tests.start()
  tests.startLoop()
  const { total, delivered } = await tests.untilResend(resend.id, done)
  expect([total, delivered]).toEqual([resend.total, resend.total])
  const paths = tests.receiver.requests.map(({ path }) => path)
  expect(paths.filter((path) => path === "/a")).toHaveLength(2)
  expect(paths.filter((path) => path === "/b")).toHaveLength(2)
})

test("never more of a resend than its bound stands in an endpoint's queue untried", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpointId, { count: 50 })
  const resend = await tests.resend({ endpointId })
  tests.startLoop({ stepMax: 8, queuedMax: 20, perSecondMax: 1e6 })
  await tests.untilResend(resend.id, ({ waiting }) => waiting === 20)
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(await tests.now(resend.id)).toMatchObject({ requeued: 20, waiting: 20, state: "running" })
})

test("few among many are found, however little is looked at in one step", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpointId, { count: 40, state: "delivered" })
  const wanted = await tests.past(endpointId, { count: 2, state: "missed" })
  await tests.past(endpointId, { count: 40, state: "delivered" })
  const resend = await tests.resend({ endpointId, states: ["missed"] })
  await tests.start()
  tests.startLoop({ lookedMax: 9 })
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ total: 2, delivered: 2 })
  expect(await tests.states(wanted)).toEqual(["delivered", "delivered"])
})

test("what is made after a resend began is not part of it", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpointId)
  const resend = await tests.resend({ endpointId })
  const [later = ""] = await tests.past(endpointId)
  await tests.start()
  tests.startLoop()
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ requeued: 1 })
  expect(await tests.states([later])).toEqual(["exhausted"])
})

test("deliveries of disabled and deleted endpoints are left as they are, and counted", async () => {
  const [disabled = "", deleted = "", active = ""] = await Promise.all(
    ["/1", "/2", "/3"].map((path) => tests.fixture.addEndpoint(tests.receiver.url + path)),
  )
  const left = [
    ...(await tests.past(disabled, { count: 3, state: "missed" })),
    ...(await tests.past(deleted, { count: 2, state: "discarded" })),
  ]
  await tests.past(active)
  const { pool } = tests.database
  await pool.query("update endpoints set state = 'disabled' where id = $1", [disabled])
  await pool.query(
    "update endpoints set state = 'disabled', deleted_at = paidout_now() where id = $1",
    [deleted],
  )
  await expect(tests.resend({ endpointId: disabled })).rejects.toMatchObject({
    code: "endpoint_disabled",
  })
  await expect(tests.resend({ endpointId: deleted })).rejects.toMatchObject({ code: "not_found" })

  const createdAfter = (await tests.fixture.delivery(left[0] ?? "")).createdAt.toISOString()
  const resend = await tests.resend({ createdAfter })
  await tests.start()
  tests.startLoop()
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ skipped: 5, delivered: 1 })
  expect(await tests.states(left)).toEqual([
    ...["missed", "missed", "missed", "discarded", "discarded"],
  ])
})

test("an endpoint that fails gets its normal retries, and the resend ends when they have ended", async () => {
  tests.receiver.answer = (_request, response) => void response.writeHead(500).end()
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, {
    retry_delays_ms: [60_000],
  })
  const ids = await tests.past(endpointId, { count: 4 })
  const resend = await tests.resend({ endpointId })
  await tests.start()
  tests.startLoop()
  const retrying = await tests.untilResend(resend.id, (now) => now.retrying === 4)
  expect(retrying).toMatchObject({ state: "running", waiting: 0, delivered: 0, failed: 0 })
  expect(new Set(await tests.states(ids))).toEqual(new Set(["retrying"]))

  let answered = 0
  tests.receiver.answer = (_request, response) => {
    answered += 1
    response.writeHead(answered === 1 ? 500 : 200).end()
  }
  await tests.fixture.makeDue()
  expect(await tests.untilResend(resend.id, done)).toMatchObject({
    ...{ requeued: 4, delivered: 3, failed: 1, retrying: 0 },
  })
  expect((await tests.states(ids)).filter((state) => state === "exhausted")).toHaveLength(1)
})

test("an endpoint that hangs does not hold up the resend to another", async () => {
  tests.receiver.answer = ({ path }, response) => {
    if (path === "/quick") response.end()
  }
  const hanging = await tests.fixture.addEndpoint(`${tests.receiver.url}/hangs`)
  const quick = await tests.fixture.addEndpoint(`${tests.receiver.url}/quick`)
  const [first = ""] = await tests.past(hanging, { count: 60 })
  const ids = await tests.past(quick, { count: 60 })
  const { createdAt } = await tests.fixture.delivery(first)
  const resend = await tests.resend({ createdAfter: createdAt.toISOString() })
  await tests.start()
  tests.startLoop({ queuedMax: 10 })
  expect((await tests.untilResend(resend.id, (now) => now.delivered === 60)).state).toBe("running")
  expect(new Set(await tests.states(ids))).toEqual(new Set(["delivered"]))
})

test("resends take turns: one to many endpoints leaves another as many steps as its own", async () => {
  const endpoints = await Promise.all(
    Array.from({ length: 5 }, () => tests.fixture.addEndpoint(tests.receiver.url)),
  )
  const ids: string[] = []
  for (const endpointId of endpoints) ids.push(...(await tests.past(endpointId, { count: 20 })))
  const other = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(other, { count: 20, state: "missed" })
  const { createdAt } = await tests.fixture.delivery(ids[0] ?? "")
  const createdAfter = createdAt.toISOString()
  const wide = await tests.resend({ createdAfter, states: ["exhausted"] })
  const narrow = await tests.resend({ endpointId: other })
  // Else the first has turns before the second can have any.
  await tests.untilStepsFindIt(narrow.id)
  let requeued = 0
  while (requeued < 20) {
    requeued += (await advanceResend(tests.database.pool, oneByOne))?.requeued ?? 0
  }
  expect((await tests.now(narrow.id)).requeued).toBe(10)
  expect((await tests.now(wide.id)).requeued).toBe(10)
})

test("cancelling takes out what waits, puts its state back, and lets finish what is being sent", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  tests.receiver.answer = async (_request, response) => {
    await released
    response.end()
  }
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url, { concurrency: 2 })
  const ids = await tests.past(endpointId, { count: 30, state: "missed" })
  const before = await tests.fixture.delivery(ids[10] ?? "")
  const resend = await tests.resend({ endpointId })
  await tests.start()
  tests.startLoop({ queuedMax: 20, stepMax: 6 })
  await tests.untilResend(resend.id, ({ waiting }) => waiting === 20)
  await expect.poll(() => tests.receiver.requests.length).toBe(2)

  const actor = tests.asActor(resend.id)
  expect((await cancelRunningResend(tests.database, actor)).state).toBe("cancelled")
  const withdrawn = await tests.untilResend(resend.id, (now) => now.waiting === 2)
  expect(withdrawn).toMatchObject({ withdrawn: 18, finishedAt: null, requeued: 20 })
  await expect(cancelRunningResend(tests.database, actor)).rejects.toMatchObject({
    code: "conflict",
  })
  release()
  const ended = await tests.untilResend(resend.id, ({ finishedAt }) => finishedAt !== null)
  expect(ended).toMatchObject({ state: "cancelled", delivered: 2, withdrawn: 18, waiting: 0 })
  expect((await tests.states(ids)).filter((state) => state === "missed")).toHaveLength(28)
  expect((await tests.fixture.delivery(ids[10] ?? "")).finishedAt).toEqual(before.finishedAt)
  expect(tests.receiver.requests).toHaveLength(2)
})

test("cancelling ends retries too", async () => {
  tests.receiver.answer = (_request, response) => void response.writeHead(500).end()
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const ids = await tests.past(endpointId, { count: 3 })
  const resend = await tests.resend({ endpointId })
  await tests.start()
  tests.startLoop()
  await tests.untilResend(resend.id, ({ retrying }) => retrying === 3)
  await cancelRunningResend(tests.database, tests.asActor(resend.id))
  const ended = await tests.untilResend(resend.id, ({ finishedAt }) => finishedAt !== null)
  expect(ended).toMatchObject({ state: "cancelled", withdrawn: 3, retrying: 0 })
  expect(new Set(await tests.states(ids))).toEqual(new Set(["exhausted"]))
})

test("the events of a payout are resent in sequence where the endpoint wants order", async () => {
  const endpointId = await tests.ordered(tests.receiver.url)
  const payouts = [newUuid(), newUuid(), newUuid()]
  const lists = await Promise.all(
    payouts.map((subjectId) => tests.sequence(endpointId, { count: 4, subjectId })),
  )
  tests.receiver.answer = (_request, response) =>
    void setTimeout(() => response.end(), Math.random() * 10)
  const resend = await tests.resend({ endpointId })
  tests.startLoop({ stepMax: 5 })
  await tests.untilResend(resend.id, ({ waiting }) => waiting === 12)
  const { rows } = await tests.database.pool.query(
    "select sequence from due_deliveries where due_at is not null",
  )
  expect(rows).toEqual(payouts.map(() => ({ sequence: 1 })))
  await tests.start()
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ delivered: 12 })
  const sent = sentIds()
  for (const ids of lists) {
    const places = (await eventsOf(ids)).map((event) => sent.indexOf(event))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  }
})

test("a fresh event that waits behind a resend goes when the resend is cancelled", async () => {
  const endpointId = await tests.ordered(tests.receiver.url)
  const subjectId = newUuid()
  const [first = ""] = await tests.sequence(endpointId, { count: 2, subjectId })
  const resend = await tests.resend({ endpointId })
  tests.startLoop()
  await tests.untilResend(resend.id, ({ waiting }) => waiting === 2)
  const [fresh = ""] = await tests.fixture.queue(endpointId)
  await tests.database.pool.query(
    "update due_deliveries set order_key = $2, sequence = 3, due_at = null where delivery_id = $1",
    [fresh, subjectId],
  )
  await cancelRunningResend(tests.database, tests.asActor(resend.id))
  await tests.untilResend(resend.id, ({ finishedAt }) => finishedAt !== null)
  await tests.start()
  await tests.fixture.until(fresh, ({ state }) => state === "delivered")
  expect(await tests.states([first])).toEqual(["exhausted"])
})

test("what the filter must say is said before anything begins", async () => {
  const at = (ms: number) => new Date(ms).toISOString()
  const refused = (filter: Parameters<typeof tests.resend>[0]) =>
    tests.resend(filter).then(
      () => "begun",
      (error: { code?: string }) => error.code,
    )
  expect(await refused({})).toBe("resend_filter_empty")
  expect(await refused({ types: ["payout.lost"] })).toBe("event_type_unknown")
  expect(await refused({ endpointId: newUuid() })).toBe("not_found")
  expect(await refused({ createdAfter: at(2), createdBefore: at(1) })).toBe("request_invalid")
  expect(await refused({ neverDelivered: true, states: ["missed"] })).toBe("request_invalid")
})

test("a merchant without endpoints has a resend that is done at once", async () => {
  const { pool } = tests.database
  const merchantId = newUuid()
  await pool.query("insert into merchants (id, name) values ($1, 'Empty')", [merchantId])
  const filter = { neverDelivered: true } as const
  const resend = await resendMany({ pool }, { merchantId, filter, actor: "key_test" })
  expect(resend).toMatchObject({ state: "done", total: 0, finishedAt: expect.any(Date) })
})

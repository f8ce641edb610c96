import { expect, test } from "vitest"

import { startDatabaseProxy } from "../../../test/support/database-proxy.ts"
import { useResending } from "../../../test/support/resending.ts"
import { requeueForResend, unqueueForResend } from "../../delivery/requeue-for-resend.ts"
import { newUuid } from "../../ids.ts"
import { createPool } from "../../postgres/pool.ts"
import { advanceResend, resendLimits } from "./advance-resend.ts"
import { cancelRunningResend } from "./cancel-resend.ts"

const tests = useResending()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const done = ({ state }: { readonly state: string }) => state === "done"

/** How often each event reached the receiver. */
function timesSent(): readonly number[] {
  const times = new Map<string, number>()
  for (const { headers } of tests.receiver.requests) {
    const id = String(headers["webhook-id"])
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  return [...times.values()]
}

test.each([
  "claim_resend_part",
  "count_resend_queue",
  "find_resendable_of_endpoint",
  "requeue_for_resend",
  "save_resend_part",
  "commit",
  "finished_at = paidout_now()",
])("a loop that loses the answer to %s loses and doubles nothing", async (statement) => {
  const proxy = await startDatabaseProxy(tests.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true, indexProbesOnly: true })
  try {
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const ids = await tests.past(endpointId, { count: 12 })
    const resend = await tests.resend({ endpointId })
    proxy.loseAnswerTo(statement)
    const loop = tests.startLoop({ stepMax: 5 }, pool)
    await tests.start()
    expect(await tests.untilResend(resend.id, done)).toMatchObject({
      ...{ requeued: 12, delivered: 12, failed: 0, waiting: 0 },
    })
    await loop.stop()
    expect(timesSent()).toEqual(ids.map(() => 1))
  } finally {
    await pool.end()
    await proxy.close()
  }
})

test("a process that is killed within a step leaves it to another", async () => {
  const proxy = await startDatabaseProxy(tests.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true, indexProbesOnly: true })
  try {
    const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
    const ids = await tests.past(endpointId, { count: 40 })
    const resend = await tests.resend({ endpointId })
    tests.startLoop({ stepMax: 3, queuedMax: 30 }, pool)
    await tests.untilResend(resend.id, ({ requeued }) => requeued > 6)
    await proxy.close()
    tests.startLoop({ stepMax: 3 })
    await tests.start()
    expect(await tests.untilResend(resend.id, done)).toMatchObject({ delivered: 40 })
    expect(timesSent()).toEqual(ids.map(() => 1))
  } finally {
    await pool.end()
  }
})

test("several processes share one resend and send each delivery once", async () => {
  const endpoints = await Promise.all(
    ["/a", "/b", "/c"].map((path) => tests.fixture.addEndpoint(tests.receiver.url + path)),
  )
  const ids: string[] = []
  for (const endpointId of endpoints) ids.push(...(await tests.past(endpointId, { count: 30 })))
  const { createdAt } = await tests.fixture.delivery(ids[0] ?? "")
  const resend = await tests.resend({ createdAfter: createdAt.toISOString() })
  for (let process = 0; process < 3; process += 1) {
    tests.startLoop({ stepMax: 4, queuedMax: 12 })
    await tests.start()
  }
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ requeued: 90, delivered: 90 })
  expect(timesSent()).toEqual(ids.map(() => 1))
})

test("two resends that find the same deliveries send each of them once", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const ids = await tests.past(endpointId, { count: 20 })
  const filter = { endpointId, neverDelivered: true } as const
  const [one, other] = [await tests.resend(filter), await tests.resend(filter)]
  tests.startLoop({ stepMax: 3 })
  tests.startLoop({ stepMax: 3 })
  await tests.start()
  const ended = [await tests.untilResend(one.id, done), await tests.untilResend(other.id, done)]
  expect(ended.map(({ delivered }) => delivered).reduce((sum, each) => sum + each, 0)).toBe(20)
  expect(timesSent()).toEqual(ids.map(() => 1))
})

test("a worker that dies with deliveries of a resend leaves them to another", async () => {
  tests.receiver.answer = () => {}
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpointId, { count: 5 })
  const resend = await tests.resend({ endpointId })
  tests.startLoop()
  tests.kill(await startDying())
  tests.receiver.answer = (_request, response) => void response.end()
  await tests.start({ heartbeatIntervalMs: 50, deadAfterMs: 200 })
  expect(await tests.untilResend(resend.id, done)).toMatchObject({ delivered: 5, failed: 0 })

  async function startDying() {
    const delivering = await tests.start()
    await expect.poll(() => tests.receiver.requests.length).toBe(5)
    return delivering
  }
})

test("a cancel while steps are made leaves nothing behind", async () => {
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const ids = await tests.past(endpointId, { count: 200, state: "missed" })
  const resend = await tests.resend({ endpointId })
  for (let process = 0; process < 2; process += 1) tests.startLoop({ stepMax: 5 })
  await tests.start()
  await tests.untilResend(resend.id, ({ requeued }) => requeued > 40)
  await cancelRunningResend(tests.database, tests.asActor(resend.id))
  const ended = await tests.untilResend(resend.id, ({ finishedAt }) => finishedAt !== null)
  await sleep(50)
  expect(await tests.now(resend.id)).toEqual(ended)
  const states = await tests.states(ids)
  const delivered = states.filter((state) => state === "delivered").length
  expect(states.filter((state) => state === "missed")).toHaveLength(200 - delivered)
  expect(ended).toMatchObject({ delivered, withdrawn: ended.requeued - delivered, waiting: 0 })
  const { rows } = await tests.database.pool.query("select from due_deliveries")
  expect(rows).toEqual([])
})

test("a delivery that a settle from before is still making is part of it", async () => {
  const { pool } = tests.database
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const [unseen = ""] = await tests.past(endpointId, { state: "missed" })
  await pool.query("create table aside as select * from deliveries where id = $1", [unseen])
  await pool.query("delete from deliveries where id = $1", [unseen])
  const settling = await pool.connect()
  try {
    await settling.query("begin")
    await settling.query("insert into deliveries select * from aside")
    const resend = await tests.resend({ endpointId })
    tests.startLoop()
    await sleep(200)
    await settling.query("commit")
    await tests.start()
    expect(await tests.untilResend(resend.id, done)).toMatchObject({ total: 0, delivered: 1 })
  } finally {
    settling.release(true)
    await pool.query("drop table aside")
  }
})

test("what was sent between the look and the requeuing is not sent again", async () => {
  const { pool } = tests.database
  const endpointId = await tests.fixture.addEndpoint(tests.receiver.url)
  const [id = ""] = await tests.past(endpointId)
  const { merchantId } = tests.fixture
  const part = { merchantId, endpointId, resendId: newUuid(), ordering: "none" } as const
  const seen = [{ id, endpointId, state: "exhausted", subjectId: newUuid(), sequence: 1 }]
  const [recording, step] = [await pool.connect(), await pool.connect()]
  try {
    await recording.query("begin")
    await recording.query("update deliveries set state = 'delivered' where id = $1", [id])
    await step.query("begin")
    const requeuing = requeueForResend(step, part, seen)
    await sleep(100)
    await recording.query("commit")
    expect(await requeuing).toEqual({ inserted: 1, requeued: 0 })
    await unqueueForResend(step, part, seen)
    await step.query("commit")
  } finally {
    recording.release(true)
    step.release(true)
  }
  expect(await tests.states([id])).toEqual(["delivered"])
  const { rows } = await pool.query("select from due_deliveries where delivery_id = $1", [id])
  expect(rows).toEqual([])
})

test("a part that fails waits, and the others go on", async () => {
  const { pool } = tests.database
  const [broken = "", whole = ""] = await Promise.all(
    ["/1", "/2"].map((path) => tests.fixture.addEndpoint(tests.receiver.url + path)),
  )
  const ids = [...(await tests.past(broken)), ...(await tests.past(whole))]
  const { createdAt } = await tests.fixture.delivery(ids[0] ?? "")
  const resend = await tests.resend({ createdAfter: createdAt.toISOString() })
  await pool.query(
    `update resend_parts set due_at = paidout_now() - interval '1 hour',
       requeued = 9223372036854775807
     where resend_id = $1 and endpoint_id = $2`,
    [resend.id, broken],
  )
  const limits = { ...resendLimits, waitingLookMs: 60_000 }
  await tests.untilStepsFindIt(resend.id)
  await expect(advanceResend(pool, limits)).rejects.toThrow("bigint out of range")
  tests.startLoop(limits)
  await tests.start()
  await tests.untilResend(resend.id, ({ delivered }) => delivered === 1)
  expect(await tests.states(ids)).toEqual(["exhausted", "delivered"])
})

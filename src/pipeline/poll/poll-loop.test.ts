import { afterAll, afterEach, beforeAll, expect, test } from "vitest"

import { sampleOf } from "../../../test/support/hub-fixture.ts"
import { copyUnderWay } from "../../../test/support/many-polls.ts"
import { MISBEHAVIOURS, says } from "../../../test/support/misbehaving-vendor.ts"
import { createPollingHub, saysPayout, type PollingHub } from "../../../test/support/polling.ts"
import type { Source } from "../../merchants/source.ts"
import { startPolling, type PollLoop, type PollPace } from "./poll-loop.ts"

let hub: PollingHub
const loops: PollLoop[] = []
const askedAtMs: number[] = []

beforeAll(async () => {
  hub = await createPollingHub()
})
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
  hub.vendor.answer = () => says(404, {})
  hub.vendor.questions.length = 0
  askedAtMs.length = 0
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from polls")
})
afterAll(() => hub.close())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function start(pace: Partial<PollPace> = {}): PollLoop {
  const loop = startPolling({ ...hub.anotherContext(), pace: { lookMs: 50, ...pace } })
  loops.push(loop)
  return loop
}

/** What is asked of a payout that nothing is known of. */
function notKnown() {
  askedAtMs.push(performance.now())
  return says(404, { error_code: "DATA_NOT_FOUND" })
}

async function manyAt(callsPerSecond: number, count: number): Promise<Source> {
  const source = await hub.addAsked("xendit", { settings: { calls_per_second: callsPerSecond } })
  await hub.underWay(source)
  await hub.rows("delete from polls where source_id = $1", [source.id])
  await copyUnderWay(hub.database.pool, source, { count, nameOf: "xendit" })
  return source
}

test("10,000 stuck payouts and two processes stay within ten calls a second together", async () => {
  const source = await manyAt(10, 10_000)
  hub.vendor.answer = notKnown
  start()
  start()
  await expect.poll(() => askedAtMs.length, { timeout: 25_000 }).toBeGreaterThan(40)
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
  const [first = 0] = askedAtMs
  // Five may go out together after a rest, then ten a second; the others are for a busy machine.
  for (const [index, atMs] of askedAtMs.entries()) {
    const allowed = 5 + ((atMs - first) / 1_000) * 10 + 5
    expect(index + 1).toBeLessThanOrEqual(allowed)
  }
  const paths = hub.vendor.questions.map(({ path }) => path)
  expect(new Set(paths).size).toBe(paths.length)
  const [row] = await hub.rows<{ asked: number; due: number }>(
    `select count(*) filter (where tries = 1)::integer as asked,
       count(*) filter (where tries = 0 and due_at <= paidout_now())::integer as due
     from polls where source_id = $1`,
    [source.id],
  )
  expect(row?.asked).toBe(paths.length)
  expect(row?.due).toBe(10_000 - paths.length)
})

test("a source with a mountain of polls, and one that hangs, hold up none with a single one", async () => {
  await manyAt(1, 20_000)
  const hanging = await hub.addAsked("xendit")
  const stuck = await hub.underWay(hanging)
  const merchantId = await hub.addMerchant()
  const small = await hub.addAsked("xendit", { merchantId })
  const payout = await hub.underWay(small)
  hub.vendor.answer = ({ path }) => {
    if (path.endsWith(payout.providerId)) return saysPayout(payout, "SUCCEEDED")
    return path.endsWith(stuck.providerId) ? MISBEHAVIOURS["no answer"] : notKnown()
  }
  await hub.makeDue()
  start()
  await expect.poll(() => hub.payouts(small)).toMatchObject([{ status: "paid" }])
})

test("a source in trouble rests, a woken loop tries it again at once", async () => {
  const source = await hub.addAsked("xendit")
  const payout = await hub.underWay(source)
  hub.vendor.answer = () => says(401, { error_code: "INVALID_API_KEY" })
  await hub.makeDue()
  const loop = start({ troubleMsMin: 600_000, troubleMsMax: 600_000 })
  await expect.poll(() => hub.attention(source)).toMatchObject([{ kind: "credentials_refused" }])
  await expect.poll(async () => (await loop.lookAt(hub.database.pool)).isBusy).toBe(false)
  await sleep(300)
  expect(hub.vendor.questions).toHaveLength(1)
  hub.vendor.answer = () => saysPayout(payout, "SUCCEEDED")
  loop.wake()
  await expect.poll(() => hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

test("what is due is busy until it is done, and the next moment is known", async () => {
  const source = await hub.addAsked("xendit")
  await hub.underWay(source)
  hub.vendor.answer = notKnown
  const loop = start()
  const waiting = await loop.lookAt(hub.database.pool)
  const inMs = (waiting.next?.getTime() ?? 0) - Date.now()
  expect(waiting.isBusy).toBe(false)
  expect(Math.abs(inMs - 16 * 60_000)).toBeLessThan(60_000)
  await hub.makeDue()
  loop.wake()
  await expect.poll(() => askedAtMs.length).toBe(1)
  await expect.poll(async () => (await loop.lookAt(hub.database.pool)).isBusy).toBe(false)
  expect(await hub.polls(source)).toMatchObject([{ tries: 1 }])
})

test("an end in the middle of a question waits a moment, and then keeps nothing of it", async () => {
  const source = await hub.addAsked("xendit")
  const payout = await hub.underWay(source)
  const asked = Promise.withResolvers<void>()
  const allowed = Promise.withResolvers<void>()
  hub.vendor.answer = async () => {
    asked.resolve()
    await allowed.promise
    return saysPayout(payout, "SUCCEEDED")
  }
  await hub.makeDue()
  const loop = start()
  await asked.promise
  await loop.stop()
  allowed.resolve()
  await sleep(300)
  expect(await hub.payouts(source)).toMatchObject([{ status: "pending" }])
  expect(await hub.polls(source)).toMatchObject([{ tries: 1, finding: null }])
})

test("nothing was heard for longer than is usual: a person is told, once, and not while a timer runs", async () => {
  const xendit = await hub.addAsked("xendit")
  const payout = await hub.underWay(xendit)
  const adyen = await hub.addAsked("adyen")
  await hub.tell(adyen, sampleOf("adyen", "payout.thirdparty"))
  await hub.settle()
  hub.vendor.answer = () => saysPayout(payout, "PENDING_COMPLIANCE_REVIEW")
  start()
  // Its silence timer is not ended here: for as long as it is there, silence means something else.
  await hub.rows("update silence_timers set due_at = paidout_now() + interval '8 days'")
  await hub.advance("6 days")
  for (const loop of loops) loop.wake()
  await expect
    .poll(() => hub.attention(xendit))
    .toMatchObject([
      {
        kind: "stuck",
        detail: {
          last_wire_event: "v3_payout.pending_compliance",
          since: expect.any(String),
          next_poll_at: expect.any(String),
        },
      },
    ])
  await sleep(300)
  expect(await hub.attention(adyen)).toEqual([])
  expect(await hub.polls(adyen)).toMatchObject([{ finding: "cannot_be_asked", due_in: null }])

  // It moves on, and the item closes by that.
  hub.vendor.answer = () => saysPayout(payout, "REQUESTED")
  await hub.makeDue()
  for (const loop of loops) loop.wake()
  await expect.poll(() => hub.attention(xendit)).toEqual([])
  expect(await hub.payouts(xendit)).toMatchObject([{ status: "processing" }])
})

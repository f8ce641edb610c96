import { pino } from "pino"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { startDatabaseProxy } from "../../../test/support/database-proxy.ts"
import {
  createDeliveringHub,
  payoutStory,
  toldBy,
  type DeliveringHub,
} from "../../../test/support/delivering-hub.ts"
import { orderStart } from "../../delivery/find-broken-order.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { createPool } from "../../postgres/pool.ts"
import { mendOrder } from "./mend-order.ts"
import { resendDelivery } from "../resend/resend-delivery.ts"
import { settleMessages } from "../settle.ts"

let hub: DeliveringHub
beforeEach(async () => {
  hub = await createDeliveringHub()
})
afterEach(() => hub.close())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const sequences = () => hub.sink.requests.map((request) => toldBy(request).sequence)
async function queueIsEmpty() {
  await expect
    .poll(async () => (await hub.rows("select from due_deliveries")).length, { interval: 20 })
    .toBe(0)
}
const queue = () =>
  hub.rows<{ sequence: number; waits: boolean }>(
    "select sequence, due_at is null as waits from due_deliveries order by sequence",
  )

/** Answers the first request when told to, the others at once. */
function holdFirstAnswer(status = 200) {
  const { promise: told, resolve: answer } = Promise.withResolvers<void>()
  hub.sink.answer = async (_, response) => {
    if (hub.sink.requests.length === 1) {
      await told
      response.writeHead(status)
    }
    response.end()
  }
  return answer
}

function eventOf(story: readonly PayoutEvent[], at: number): PayoutEvent {
  const event = story[at]
  if (event === undefined) throw new Error("the story is shorter")
  return event
}

async function untilSent(count: number) {
  while (hub.sink.requests.length < count) await sleep(5)
}

describe("the next event is settled at the moment the one before it is recorded", () => {
  test("settle comes first: it is released by the recording, which waits", async () => {
    await hub.addEndpoint("payout")
    const answer = holdFirstAnswer()
    const story = payoutStory()
    await hub.tellInTurn(story.slice(0, 1))
    await hub.start()
    await untilSent(1)

    const release = await hub.holdTable("event_bodies")
    await hub.tell(hub.source, eventOf(story, 1))
    const settling = settleMessages(hub.settleContext, 10)
    await hub.untilLocked("insert into event_bodies")
    answer()
    await hub.untilLocked("for update of d")
    expect(await queue()).toEqual([{ sequence: 1, waits: false }])
    await release()
    await settling
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2])
  })

  test("recording comes first: it waits for nobody", async () => {
    await hub.addEndpoint("payout")
    const answer = holdFirstAnswer()
    const story = payoutStory()
    await hub.tellInTurn(story.slice(0, 1))
    await hub.start()
    await untilSent(1)

    const release = await hub.holdTable("attempts")
    answer()
    await hub.untilLocked("$5::text[], $6::text[]")
    await hub.tell(hub.source, eventOf(story, 1))
    const settling = settleMessages(hub.settleContext, 10)
    await hub.untilLocked("for key share of d")
    await release()
    await settling
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2])
  })
})

test("a recording that is cut off before its commit is made again, whole", async () => {
  const proxy = await startDatabaseProxy(hub.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true })
  try {
    await hub.addEndpoint("payout")
    const answer = holdFirstAnswer()
    await hub.tellInTurn(payoutStory().slice(0, 3))
    await hub.start({}, { pool })
    await untilSent(1)
    proxy.loseAnswerTo("line_up_deliveries")
    answer()
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 3])
    const deliveries = await hub.rows("select state, attempts from deliveries order by sequence")
    expect(deliveries).toEqual([1, 2, 3].map(() => ({ state: "delivered", attempts: 1 })))
  } finally {
    await hub.stopWorkers()
    await pool.end()
    await proxy.close()
  }
})

test("a process that dies between recording and releasing leaves neither behind", async () => {
  const proxy = await startDatabaseProxy(hub.database.connection)
  const pool = createPool(proxy.connection, { pipelined: true })
  const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
  await hub.addEndpoint("payout")
  const answer = holdFirstAnswer()
  await hub.tellInTurn(payoutStory().slice(0, 2))
  const mortal = await hub.start(limits, { pool })
  await untilSent(1)
  proxy.loseAnswerTo("line_up_deliveries")
  answer()
  await expect
    .poll(() =>
      hub.rows(
        "select from pg_stat_activity where state = 'idle in transaction' and query like '%as goes%'",
      ),
    )
    .toHaveLength(1)
  hub.kill(mortal)
  await proxy.close()
  expect(await queue()).toEqual([
    { sequence: 1, waits: false },
    { sequence: 2, waits: true },
  ])
  await hub.start(limits)
  await queueIsEmpty()
  expect(sequences()).toEqual([1, 1, 2])
  await pool.end()
})

describe("a resend to an ordered endpoint", () => {
  const idOf = async (sequence: number) => {
    const [row] = await hub.rows<{ id: string }>("select id from deliveries where sequence = $1", [
      sequence,
    ])
    return row?.id ?? ""
  }
  const resend = async (sequence: number) =>
    resendDelivery(
      { pool: hub.pool },
      { merchantId: hub.merchantId, id: await idOf(sequence), actor: "key_test" },
    )

  test("goes before later events that wait for their next try", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [60_000] } })
    hub.sink.answer = (_, response) => {
      if (hub.sink.requests.length === 2) response.writeHead(500)
      response.end()
    }
    await hub.start()
    await hub.tellInTurn(payoutStory().slice(0, 3))
    await expect.poll(async () => (await hub.rows("select from attempts")).length).toBe(2)
    await resend(1)
    expect(await queue()).toEqual([
      { sequence: 1, waits: false },
      { sequence: 2, waits: true },
      { sequence: 3, waits: true },
    ])
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 1, 2, 3])
  })

  test("waits for what is being sent, and goes before its next try", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [60_000] } })
    const story = payoutStory()
    await hub.start()
    await hub.tellInTurn(story.slice(0, 1))
    await queueIsEmpty()
    hub.sink.requests.length = 0
    const answer = holdFirstAnswer(500)
    await hub.tellInTurn(story.slice(1, 2))
    await untilSent(1)
    await resend(1)
    expect(await queue()).toEqual([
      { sequence: 1, waits: true },
      { sequence: 2, waits: false },
    ])
    answer()
    await queueIsEmpty()
    expect(sequences()).toEqual([2, 1, 2])
  })

  test("waits for an earlier event, and hurries it when that one is resent", async () => {
    await hub.addEndpoint("payout", { settings: { retry_delays_ms: [60_000] } })
    hub.sink.answer = (_, response) => {
      if (hub.sink.requests.length === 1) response.writeHead(500)
      response.end()
    }
    await hub.start()
    await hub.tellInTurn(payoutStory().slice(0, 2))
    await expect.poll(async () => (await hub.rows("select from attempts")).length).toBe(1)
    await resend(2)
    expect(await queue()).toEqual([
      { sequence: 1, waits: false },
      { sequence: 2, waits: true },
    ])
    await resend(1)
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 1, 2])
  })

  test("is not lost behind a later event whose worker was killed", async () => {
    await hub.addEndpoint("payout")
    const limits = { heartbeatIntervalMs: 50, deadAfterMs: 400 }
    const story = payoutStory()
    const mortal = await hub.start(limits)
    await hub.tellInTurn(story.slice(0, 1))
    await queueIsEmpty()
    hub.sink.answer = () => {}
    await hub.tellInTurn(story.slice(1, 2))
    await untilSent(2)
    await resend(1)
    hub.kill(mortal)
    hub.sink.answer = (_, response) => void response.end()
    await hub.start(limits)
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2, 2, 1])
  })

  test("at the very moment a new event is queued: one is sent after the other", async () => {
    await hub.addEndpoint("payout")
    const story = payoutStory()
    await hub.start()
    await hub.tellInTurn(story.slice(0, 1))
    await queueIsEmpty()
    await hub.stopWorkers()

    const release = await hub.holdTable("event_bodies")
    await hub.tell(hub.source, eventOf(story, 1))
    const settling = settleMessages(hub.settleContext, 10)
    await hub.untilLocked("insert into event_bodies")
    await resend(1)
    await release()
    await settling
    expect(await queue()).toEqual([
      { sequence: 1, waits: false },
      { sequence: 2, waits: false },
    ])
    hub.sink.requests.length = 0
    const answer = holdFirstAnswer()
    await hub.start()
    await untilSent(1)
    await sleep(200)
    expect(sequences()).toEqual([1])
    answer()
    await queueIsEmpty()
    expect(sequences()).toEqual([1, 2])
  })
})

describe("the look for deliveries that wait for nobody", () => {
  const logged: { readonly level: number; readonly deliveries?: number }[] = []
  const log = pino({}, { write: (line: string) => logged.push(JSON.parse(line) as never) })
  const context = () => ({ pool: hub.database.pool, log, wakeDeliver: () => (woken += 1) })
  let woken = 0
  beforeEach(() => {
    logged.length = 0
    woken = 0
  })

  test("releases them, and says so", async () => {
    await hub.addEndpoint("payout")
    await hub.tellInTurn([...payoutStory().slice(0, 2), ...payoutStory().slice(0, 2)])
    const broken = "update due_deliveries set due_at = null where order_key = $1"
    const [row] = await hub.rows<{ order_key: string }>("select order_key from due_deliveries")
    await hub.rows(broken, [row?.order_key])
    await mendOrder(context(), orderStart)
    expect((await queue()).map(({ waits }) => waits)).toEqual([false, false, true, true])
    expect(logged).toMatchObject([{ level: 40, deliveries: 1 }])
    expect(woken).toBe(1)
  })

  test("changes nothing where all is in order", async () => {
    await hub.addEndpoint("payout")
    await hub.tellInTurn([...payoutStory(), ...payoutStory()])
    const before = await hub.rows("select ctid::text, * from due_deliveries order by delivery_id")
    await mendOrder(context(), orderStart)
    expect(await hub.rows("select ctid::text, * from due_deliveries order by delivery_id")).toEqual(
      before,
    )
    expect(logged).toEqual([])
  })
})

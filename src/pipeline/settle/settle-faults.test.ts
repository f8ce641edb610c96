import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { createKeyring } from "../../merchants/keyring.ts"
import type { BatchEvent, PaymentEvent, PayoutEvent } from "../../payout/event.ts"
import { createPool } from "../../postgres/pool.ts"
import { settleMessages } from "../settle.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())
beforeEach(() => hub.settle())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const run = (text: string, values: unknown[] = []) => hub.database.pool.query(text, values)
const parkedOf = (sourceId: string) =>
  hub.rows<{ reason: string }>("select reason from parked where source_id = $1", [sourceId])
const waitingOf = async (sourceId: string) =>
  (await hub.rows("select 1 from unsettled where source_id = $1", [sourceId])).length

/** Another worker that holds locks until it commits. */
async function otherWorker() {
  const client = await hub.database.pool.connect()
  await client.query("begin")
  return {
    query: (text: string, values: unknown[] = []) => client.query(text, values),
    async commit() {
      await client.query("commit")
      client.release()
    },
  }
}

/** Waits until so many sessions of this database wait for a lock. */
async function untilLocked(count: number) {
  for (;;) {
    const [row] = await hub.rows<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if ((row?.n ?? 0) >= count) return
    await sleep(10)
  }
}

describe("nothing that was acknowledged is lost", () => {
  test("a message whose source is gone is parked, and a person is told", async () => {
    const source = await hub.addSource("xendit")
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    await run("delete from sources where id = $1", [source.id])
    await hub.settle()
    expect(await parkedOf(source.id)).toEqual([{ reason: "source_missing" }])
    expect(
      await hub.rows("select kind from attention_items where source_id = $1", [source.id]),
    ).toEqual([{ kind: "unrecognised" }])
  })

  test("a message whose row is gone is told of, and the others of its batch go on", async () => {
    const source = await hub.addSource("xendit")
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    await run("delete from messages where source_id = $1", [source.id])
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    await hub.settle()
    expect(await parkedOf(source.id)).toEqual([{ reason: "message_missing" }])
    expect(await hub.rows("select status from payouts where source_id = $1", [source.id])).toEqual([
      { status: "paid" },
    ])
  })

  test("a table that is away parks nothing: all of it settles once the table is back", async () => {
    const source = await hub.addSource("xendit")
    for (let n = 0; n < 5; n += 1) await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    await run("alter table history rename to history_away")
    try {
      await expect(settleMessages(hub.settleContext, 250)).rejects.toThrow(/history/)
      expect(await parkedOf(source.id)).toEqual([])
      expect(await waitingOf(source.id)).toBe(5)
    } finally {
      await run("alter table history_away rename to history")
    }
    await hub.settle()
    expect(await hub.rows("select 1 from payouts where source_id = $1", [source.id])).toHaveLength(
      5,
    )
  })

  test("a pool without a free connection parks nothing", async () => {
    const source = await hub.addSource("xendit")
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    const pool = createPool(hub.database.connection, { connectionsMax: 1, connectTimeoutMs: 150 })
    const keyring = createKeyring(pool, "a secret key of the tests, long enough")
    await expect(settleMessages({ ...hub.settleContext, pool, keyring }, 250)).rejects.toThrow(
      /timeout exceeded/,
    )
    await pool.end()
    expect(await parkedOf(source.id)).toEqual([])
    expect(await waitingOf(source.id)).toBe(1)
  })

  test("a wrong secret key parks nothing", async () => {
    const source = await hub.addSource("xendit")
    for (let n = 0; n < 3; n += 1) await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    const keyring = createKeyring(hub.database.pool, "a secret key of another installation")
    await expect(settleMessages({ ...hub.settleContext, keyring }, 250)).rejects.toThrow()
    expect(await parkedOf(source.id)).toEqual([])
    expect(await waitingOf(source.id)).toBe(3)
  })

  test("a database that cuts the connection in the middle parks nothing", async () => {
    const source = await hub.addSource("xendit")
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    const other = await otherWorker()
    await other.query("lock table payouts in share mode")
    const settling = settleMessages(hub.settleContext, 250)
    const outcome = settling.then(
      () => "settled",
      () => "failed",
    )
    await untilLocked(1)
    await run(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    expect(await outcome).toBe("failed")
    await other.commit()
    expect(await parkedOf(source.id)).toEqual([])
    await hub.settle()
    expect(await hub.rows("select status from payouts where source_id = $1", [source.id])).toEqual([
      { status: "paid" },
    ])
  })
})

describe("two workers at once", () => {
  test("that first hear of a batch whose payouts came before keep both tellings", async () => {
    const source = await hub.addSource("pivot")
    const done = sampleOf("pivot", "payout.done") as BatchEvent
    const pending = sampleOf("pivot", "payout.pending") as BatchEvent
    const single = sampleOf("pivot", "payout.success") as PayoutEvent
    await hub.tell(source, {
      ...single,
      providerId: `${done.providerId}:${single.reference}`,
      batchProviderId: done.providerId,
    })
    await hub.settle()
    await hub.tell(source, done)
    await hub.tell(source, { ...pending, providerId: done.providerId })
    const other = await otherWorker()
    await other.query("lock table batches in share mode")
    const both = Promise.all([
      settleMessages(hub.settleContext, 1),
      settleMessages(hub.settleContext, 1),
    ])
    await untilLocked(2)
    await other.commit()
    await both
    const [batch] = await hub.rows<{ id: string; status: string }>(
      "select id, status from batches where source_id = $1",
      [source.id],
    )
    expect(batch?.status).toBe("done")
    const applied = await hub.rows<{ sequence: number }>(
      "select sequence from history where subject_id = $1 and applied order by sequence",
      [batch?.id],
    )
    expect(applied.map(({ sequence }) => sequence)).toEqual(applied.map((_, index) => index + 1))
  })

  test("a charge that one of them heard paid stays paid", async () => {
    const source = await hub.addSource("pivot")
    const first = sampleOf("pivot", "payment.processing") as PaymentEvent
    await hub.tell(source, first)
    await hub.settle()
    const [payment] = await hub.rows<{ id: string }>(
      "select id from payments where source_id = $1",
      [source.id],
    )
    const paid = sampleOf("pivot", "charge.success") as PaymentEvent
    const charge = paid.charges[0]!
    const later: PaymentEvent = {
      ...(sampleOf("pivot", "payment.paid") as PaymentEvent),
      providerId: first.providerId,
      charges: [{ ...charge, status: "PROCESSING", paidAt: null }],
    }
    const other = await otherWorker()
    await other.query("select 1 from payments where id = $1 for update", [payment?.id])
    await hub.tell(source, later)
    const settling = settleMessages(hub.settleContext, 1)
    await untilLocked(1)
    await other.query(
      `insert into payment_charges
         (merchant_id, payment_id, provider_id, status, amount, currency, paid_at)
       values ($1, $2, $3, 'SUCCESS', 1, 'IDR', '2026-11-21T08:00:00Z')`,
      [hub.merchantId, payment?.id, charge.providerId],
    )
    await other.query("update payments set sequence = sequence + 1 where id = $1", [payment?.id])
    await other.commit()
    await settling
    expect(
      await hub.rows(
        `select status, paid_at is not null as paid from payment_charges
         where payment_id = $1 and provider_id = $2`,
        [payment?.id, charge.providerId],
      ),
    ).toEqual([{ status: "SUCCESS", paid: true }])
  })

  test("of a source whose mode the other one has just learned, an event of the other mode is parked", async () => {
    const source = await hub.addSource("adyen")
    await hub.tell(source, { ...sampleOf("adyen", "payout.thirdparty"), live: false })
    const other = await otherWorker()
    await other.query("update sources set live = true where id = $1", [source.id])
    const settling = settleMessages(hub.settleContext, 250)
    await untilLocked(1)
    await other.commit()
    await settling
    expect(await parkedOf(source.id)).toEqual([{ reason: "mode_mismatch" }])
    expect(await hub.rows("select 1 from payouts where source_id = $1", [source.id])).toEqual([])
  })
})

test("large messages settle in batches that fit into memory", async () => {
  const source = await hub.addSource("xendit")
  const body = Buffer.from(`{"event":"${"x".repeat(1024 * 1000)}"}`)
  const headers = { "x-callback-token": ["xendit-callback-token-0001"] }
  // A few at a time: on a busy machine 40 of them wait too long for their commit, and are refused.
  for (let sent = 0; sent < 40; sent += 4) {
    await Promise.all(Array.from({ length: 4 }, () => hub.send(source, { headers, body })))
  }
  const first = await settleMessages(hub.settleContext, 250)
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThanOrEqual(20)
  await hub.settle()
  expect(await parkedOf(source.id)).toHaveLength(40)
})

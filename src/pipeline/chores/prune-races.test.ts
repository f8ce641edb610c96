import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { ALL_IS_OLD, ageEverything, dropPartitions } from "../../../test/support/pruning.ts"
import { pruneStrayAttempts } from "../../delivery/prune-stray-attempts.ts"
import { newUuidAt } from "../../ids.ts"
import { lockParkedMessage } from "../../inbox/find-parked-message.ts"
import type { Source } from "../../merchants/source.ts"
import { makePartitions } from "../../postgres/make-partitions.ts"
import { createPool } from "../../postgres/pool.ts"
import { listOldPartitions, prunePartition } from "../../postgres/prune-partition.ts"
import { settleMessages } from "../settle.ts"

let hub: HubFixture
let source: Source
beforeAll(async () => {
  hub = await createHubFixture()
  source = await hub.addSource("xendit")
})
afterAll(async () => await hub.close())
beforeEach(async () => {
  await makePartitions(hub.database.pool)
})

const tellOne = () => hub.tell(source, sampleOf("xendit", "payout.succeeded"))
const countOf = async (table: string) =>
  (await hub.rows<{ count: number }>(`select count(*)::integer as count from ${table}`))[0]?.count
const oldMessages = { parent: "messages", days: ALL_IS_OLD.bodiesDays }

test("a table that somebody holds is left alone soon, and goes the next time", async () => {
  await tellOne()
  await hub.settle()
  const holder = await hub.database.pool.connect()
  await holder.query("begin")
  await holder.query("select 1 from messages limit 1")
  const begun = performance.now()
  expect(await dropPartitions(hub.database.pool)).toMatchObject({ isAnyBusy: true })
  expect(performance.now() - begun).toBeLessThan(15_000)
  expect(await countOf("messages")).toBe(1)
  await holder.query("rollback")
  holder.release()
  expect(await dropPartitions(hub.database.pool)).toMatchObject({ isAnyBusy: false })
  expect(await countOf("messages")).toBe(0)
})

test("while it waits for a table, webhooks are not held up for long", async () => {
  const holder = await hub.database.pool.connect()
  await holder.query("begin")
  await holder.query("select 1 from messages limit 1")
  const pruning = dropPartitions(hub.database.pool)
  const waits: number[] = []
  for (let webhook = 0; webhook < 20; webhook += 1) {
    const begun = performance.now()
    expect(await tellOne()).toMatchObject({ outcome: "accepted" })
    waits.push(performance.now() - begun)
    await sleep(20)
  }
  await pruning
  await holder.query("rollback")
  holder.release()
  expect(Math.max(...waits)).toBeLessThan(5_000)
  await hub.settle()
})

test("a message that is just being released is waited for", async () => {
  await hub.send(source, { headers: { "x-callback-token": ["wrong"] }, body: Buffer.from("{}") })
  const [parked] = await hub.rows<{ message_id: string }>("select message_id from parked")
  const operator = await hub.database.pool.connect()
  await operator.query("begin")
  const locked = await lockParkedMessage(operator, hub.merchantId, parked?.message_id ?? "")
  expect(await dropPartitions(hub.database.pool)).toMatchObject({ isAnyBusy: true })
  expect(locked?.bodySealed).not.toBeNull()
  await operator.query("commit")
  operator.release()
  await ageEverything(hub.database.pool)
  expect(await hub.rows("select id from messages")).toEqual([{ id: parked?.message_id }])
  await hub.rows("delete from parked")
})

test("of many that prune at once each partition is dropped by one", async () => {
  await tellOne()
  await hub.settle()
  const pools = Array.from({ length: 6 }, () =>
    createPool(hub.database.connection, { connectionsMax: 1 }),
  )
  const partitions = await listOldPartitions(hub.database.pool, oldMessages)
  const dropped: string[] = []
  await Promise.all(
    pools.map(async (pool) => {
      for (const partition of partitions) {
        let outcome
        do ({ outcome } = await prunePartition(pool, { ...oldMessages, partition }))
        while (outcome === "busy")
        if (outcome === "pruned") dropped.push(partition)
        else expect(outcome).toBe("gone")
      }
    }),
  )
  await Promise.all(pools.map((pool) => pool.end()))
  expect(dropped.toSorted()).toEqual(partitions.toSorted())
})

test("who dies before the end has dropped nothing", async () => {
  await tellOne()
  const [partition = ""] = (await listOldPartitions(hub.database.pool, oldMessages)).slice(-3)
  const killed = createPool(hub.database.connection, { connectionsMax: 1 })
  const client = await killed.connect()
  client.on("error", () => {})
  await client.query("begin")
  expect(await prunePartition(client, { ...oldMessages, partition })).toMatchObject({
    outcome: "pruned",
    kept: 1,
  })
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid")
  await hub.rows("select pg_terminate_backend($1)", [rows[0]?.pid])
  client.release(true)
  await killed.end()
  expect(await hub.rows("select tableoid::regclass::text as place from messages")).toEqual([
    { place: partition },
  ])
  await hub.settle()
})

test("webhooks are received and settled while partitions come and go; none is lost", async () => {
  const before = Number(await countOf("payouts"))
  let running = true
  let dropped = 0
  const churn = async () => {
    while (running) {
      const { notes } = await dropPartitions(hub.database.pool)
      dropped += notes.filter(({ partition }) => partition.startsWith("messages_")).length
      await makePartitions(hub.database.pool)
    }
  }
  const settle = async () => {
    while (running) if ((await settleMessages(hub.settleContext, 20)) === 0) await sleep(5)
  }
  const workers = [churn(), churn(), settle(), settle()]
  let accepted = 0
  let sent = 0
  while ((dropped < 12 || sent < 400) && sent < 4_000) {
    const outcomes = await Promise.all(Array.from({ length: 10 }, tellOne))
    sent += outcomes.length
    accepted += outcomes.filter(({ outcome }) => outcome === "accepted").length
  }
  running = false
  await Promise.all(workers)
  await hub.settle()
  expect(dropped).toBeGreaterThanOrEqual(12)
  expect(accepted).toBe(sent)
  expect(Number(await countOf("payouts")) - before).toBe(sent)
  expect(await countOf("parked")).toBe(0)
  expect(await countOf("unsettled")).toBe(0)
}, 60_000)

test("what a machine with a slow clock stored does not stay for ever", async () => {
  const lastYear = newUuidAt(Date.now() - 400 * 24 * 60 * 60 * 1_000)
  await hub.rows(
    `insert into attempts (merchant_id, id, delivery_id, number, trigger, url, started_at,
       duration_ms, outcome)
     values ($1, $2, $2, 1, 'automatic', 'u', paidout_now(), 1, 'success')`,
    [hub.merchantId, lastYear],
  )
  await makePartitions(hub.database.pool)
  expect(await pruneStrayAttempts(hub.database.pool, { days: 500, limit: 10 })).toBe(0)
  expect(await pruneStrayAttempts(hub.database.pool, { days: 30, limit: 10 })).toBe(1)
})

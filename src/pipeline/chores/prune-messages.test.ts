import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { createConfirmingHub, type ConfirmingHub } from "../../../test/support/confirming.ts"
import { sampleOf, webhookOf } from "../../../test/support/hub-fixture.ts"
import { moveClock, weekMs } from "../../../test/support/move-clock.ts"
import { ageEverything, dropPartitions, pruneSmallTables } from "../../../test/support/pruning.ts"
import { findPrunedPartition } from "../../postgres/find-pruned-partition.ts"
import { makePartitions } from "../../postgres/make-partitions.ts"
import { prunePartition } from "../../postgres/prune-partition.ts"
import type { Source } from "../../merchants/source.ts"
import { releaseMessage, reprocessMessage } from "../receive/release.ts"

let hub: ConfirmingHub
let source: Source
beforeAll(async () => {
  hub = await createConfirmingHub()
})
afterAll(async () => await hub.close())
beforeEach(async () => {
  await hub.settle()
  await hub.rows("delete from parked")
  await hub.rows("delete from held_events")
  await hub.rows("delete from messages")
  source = await hub.addSource("xendit")
  await makePartitions(hub.database.pool)
})

const paid = () => sampleOf("xendit", "payout.succeeded")
const messages = (of = source) =>
  hub.rows<{ id: string; place: string }>(
    "select id, tableoid::regclass::text as place from messages where source_id = $1 order by id",
    [of.id],
  )
const asOperator = (id: string) => ({
  context: { pool: hub.database.pool, keyring: hub.keyring, onCommitted: () => {} },
  request: { merchantId: hub.merchantId, messageId: id, actor: "key_test", reason: null },
})

test("a settled message goes with its partition, and its history stays", async () => {
  await hub.tell(source, paid())
  await hub.settle()
  const [message] = await messages()
  expect(message?.place).toMatch(/^messages_\d{4}_\d\d_\d\d$/)
  await ageEverything(hub.database.pool)
  expect(await messages()).toEqual([])
  expect(await hub.history(source)).toMatchObject([{ applied: true, has_message: true }])
  const pruned = { parent: "messages", id: message?.id ?? "" } as const
  expect(await findPrunedPartition(hub.database.pool, pruned)).toEqual({
    prunedAt: expect.any(Date),
  })
})

test("the same webhook is a duplicate still, when its message was pruned", async () => {
  const event = paid()
  await hub.tell(source, event)
  await hub.settle()
  await ageEverything(hub.database.pool)
  await hub.tell(source, event)
  await hub.settle()
  expect((await hub.history(source)).map((entry) => entry.refused_because)).toEqual([
    null,
    "duplicate",
  ])
  expect(await hub.payouts(source)).toEqual([{ status: "paid", sequence: expect.any(Number) }])
})

test("a message that waits to be settled stays, and settles", async () => {
  await hub.tell(source, paid())
  await hub.tell(source, paid())
  await dropPartitions(hub.database.pool)
  await pruneSmallTables(hub.database.pool)
  expect((await messages()).map(({ place }) => place)).toEqual([
    "messages_default",
    "messages_default",
  ])
  await hub.settle()
  expect(await hub.payouts(source)).toHaveLength(2)
  await pruneSmallTables(hub.database.pool)
  expect(await messages()).toEqual([])
})

test("a refused message stays until it is released, byte by byte", async () => {
  const request = webhookOf(source, paid())
  const wrong = { ...request, headers: { ...request.headers, "x-callback-token": ["wrong"] } }
  await hub.send(source, wrong)
  await hub.tell(source, paid())
  await hub.settle()
  await dropPartitions(hub.database.pool)
  const [kept, ...others] = await messages()
  expect(others).toEqual([])
  await pruneSmallTables(hub.database.pool)
  const { context, request: operator } = asOperator(kept?.id ?? "")
  expect(await releaseMessage(context, { ...operator, force: true })).toEqual({
    outcome: "released",
  })
  await pruneSmallTables(hub.database.pool)
  await hub.settle()
  expect(await hub.payouts(source)).toHaveLength(2)
})

test("a message that nobody understood stays until it is understood", async () => {
  const odd = { ...webhookOf(source, paid()), body: Buffer.from(`{"event":"payout.moved"}`) }
  await hub.send(source, odd)
  await hub.settle()
  await ageEverything(hub.database.pool)
  const [kept] = await messages()
  const { context, request } = asOperator(kept?.id ?? "")
  expect(await reprocessMessage(context, request)).toEqual({ outcome: "released" })
  await ageEverything(hub.database.pool)
  await hub.settle()
  expect(await hub.rows("select state from parked")).toEqual([{ state: "unrecognised" }])
})

test("news that waits for its provider's word stays, and is confirmed after that", async () => {
  const confirmed = await hub.addConfirmed("xendit")
  await hub.tell(confirmed, paid())
  await hub.settle()
  await ageEverything(hub.database.pool)
  await pruneSmallTables(hub.database.pool)
  expect(await hub.held(confirmed)).toHaveLength(1)
  expect(await messages(confirmed)).toHaveLength(1)
  await hub.rows("update sources set settings = '{}' where id = $1", [confirmed.id])
  await hub.release()
  expect(await hub.payouts(confirmed)).toMatchObject([{ status: "paid" }])
})

test("what a person must act on by the thousand keeps its partition whole", async () => {
  await hub.tell(source, paid())
  await hub.settle()
  await hub.rows(
    `insert into parked (merchant_id, message_id, source_id, state, reason, hint, body_hash,
       credential_hash)
     select $1, uuid_at(paidout_server_now() + n * interval '1 ms'), $2, 'unrecognised', 'r', 'h',
       sha256('x'), ''
     from generate_series(1, 5001) as n`,
    [hub.merchantId, source.id],
  )
  const { notes } = await dropPartitions(hub.database.pool)
  expect(notes.filter(({ msg }) => msg.startsWith("kept whole"))).toHaveLength(1)
  expect(await messages()).toHaveLength(1)
})

test("the sandbox's clock makes nothing old, however far it is moved", async () => {
  await hub.tell(source, paid())
  await hub.settle()
  await moveClock(hub.database.pool, 60 * weekMs)
  try {
    const { notes } = await dropPartitions(hub.database.pool, { bodiesDays: 7, attemptsDays: 2 })
    await pruneSmallTables(hub.database.pool, { bodiesDays: 7, attemptsDays: 2 })
    expect(notes).toEqual([])
    const [{ place: partition } = { place: "" }] = await messages()
    const named = { parent: "messages", partition, days: 7 }
    expect(await prunePartition(hub.database.pool, named)).toEqual({ outcome: "gone" })
  } finally {
    await moveClock(hub.database.pool, -60 * weekMs)
  }
})

test("a refused message that nobody saw again for a year goes, with its room and its item", async () => {
  await hub.send(source, { headers: { "x-callback-token": ["wrong"] }, body: Buffer.from("{}") })
  const item = () =>
    hub.rows<{ because: string | null }>(
      `select closed_because as because from attention_items
       where kind = 'quarantined' and subject_id = $1`,
      [source.id],
    )
  await pruneSmallTables(hub.database.pool)
  expect(await item()).toEqual([{ because: null }])
  await hub.rows("update parked set last_seen_at = last_seen_at - interval '366 days'")
  await pruneSmallTables(hub.database.pool)
  expect(await messages()).toEqual([])
  expect(await item()).toEqual([{ because: "nobody released them in time" }])
  expect(
    await hub.rows(
      "select kept, kept_bytes, dropped from quarantine_credentials where source_id = $1",
      [source.id],
    ),
  ).toEqual([{ kept: "0", kept_bytes: "0", dropped: "1" }])
})

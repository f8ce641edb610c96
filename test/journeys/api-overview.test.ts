import { afterAll, beforeAll, expect, test } from "vitest"

import { idText, idUuid, newUuid } from "../../src/ids.ts"
import { foldTallies } from "../../src/ledger/fold-tallies.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertPayoutRow, type LedgerOwner } from "../support/ledger-rows.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const overview = async (query = "") => (await call(hub, `GET /v1/overview${query}`)).json
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

async function addSource(more: { readonly live?: boolean; readonly sandbox?: true } = {}) {
  const made = await call(hub, "POST /v1/sources", {
    body: { name: "s", provider: "xendit", secrets: { callback_token: "t" } },
  })
  const sourceId = idUuid("source", made.json.id as string) ?? ""
  await database.pool.query("update sources set live = $2, is_sandbox = $3 where id = $1", [
    sourceId,
    more.live ?? null,
    more.sandbox ?? false,
  ])
  return { merchantId: hub.merchant.id, sourceId }
}
const addPayout = (owner: LedgerOwner, columns: Readonly<Record<string, unknown>> = {}) =>
  insertPayoutRow(database.pool, owner, {
    ...{ created_at: ago(5), updated_at: ago(1), live: true },
    ...columns,
  })

test("a new hub's overview is empty, and says what is still to be done", async () => {
  const empty = await overview()
  expect(empty).toMatchObject({
    ...{ mode: "sandbox", is_complete: true, payouts: [], success_rate: null, time_to_paid: [] },
    setup: { source: false, webhook: false, callback: false, mail: false },
    span_seconds: 900,
  })
  expect(empty.series.received).toEqual(empty.series.starts_at.map(() => 0))
})

test("sums are of one currency and one mode, and move as payouts do", async () => {
  const sandbox = await addSource({ sandbox: true })
  await addPayout(sandbox, { live: false, amount: "1" })
  expect(await overview()).toMatchObject({
    mode: "sandbox",
    payouts: [{ status: "paid", currency: "IDR", count: 1, amount: { value: "1.00" } }],
  })
  const test = await addSource()
  await addPayout(test, { live: false, amount: "2", status: "failed" })
  expect(await overview()).toMatchObject({ mode: "test", payouts: [{ amount: { value: "2.00" } }] })

  const real = await addSource({ live: true })
  await addPayout(real, { live: false, amount: "4" })
  const moving = await addPayout(real, { amount: "8", status: "processing" })
  await addPayout(real, { amount: "16", currency: "JPY", status: "failed" })
  await addPayout(real, { amount: "32", created_at: ago(50 * 60) })
  const before = await overview()
  expect(before.mode).toBe("live")
  expect(before.success_rate).toBe(0)
  expect(before.payouts).toEqual([
    { status: "processing", currency: "IDR", count: 1, amount: { value: "8.00", currency: "IDR" } },
    { status: "failed", currency: "JPY", count: 1, amount: { value: "16", currency: "JPY" } },
  ])
  await database.pool.query("update payouts set status = 'paid' where id = $1", [moving])
  while ((await foldTallies(database.pool, 2)) > 0) {
    // folded or not, it says the same
  }
  const after = await overview()
  expect(after).toMatchObject({
    success_rate: 0.5,
    payouts: [{ status: "paid", currency: "IDR" }, { status: "failed" }],
    outcomes: [
      { currency: "IDR", success_rate: 1 },
      { currency: "JPY", success_rate: 0 },
    ],
  })
  const [time] = after.time_to_paid
  expect(time).toMatchObject({ currency: "IDR", count: 1 })
  expect(Math.abs(time.p50_seconds - 240)).toBeLessThan(24)
  const paid = after.series.payouts.find((each: { status: string }) => each.status === "paid")
  expect(paid.counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(1)
  expect(await overview("?mode=test")).toMatchObject({
    payouts: [
      { status: "failed", amount: { value: "2.00" } },
      { status: "paid", amount: { value: "4.00" } },
    ],
  })
  const week = await overview("?range=7d")
  expect(week.span_seconds).toBe(3_600)
  expect(week.payouts[0]).toMatchObject({ status: "paid", count: 2, amount: { value: "40.00" } })
})

test.each([
  ["?range=1h", 60, 60],
  ["?range=24h", 900, 96],
  ["?range=7d", 3_600, 168],
  ["?range=30d", 21_600, 120],
])("%s is drawn in points of %d seconds", async (query, seconds, points) => {
  const { series, span_seconds: span, from, to } = await overview(query)
  expect(span).toBe(seconds)
  for (const line of [series.starts_at, series.received, series.delivered]) {
    expect(line.length).toBeGreaterThanOrEqual(points)
    expect(line.length).toBeLessThanOrEqual(points + 1)
  }
  expect(series.starts_at[0]).toBe(from)
  expect(Date.parse(to) - Date.parse(series.starts_at.at(-1) as string)).toBe(seconds * 1_000)
})

test("a time of its own is answered by what is kept of it, unless it is too long", async () => {
  const day = 24 * 60
  const old = await overview(`?from=${ago(100 * day)}&to=${ago(98 * day)}`)
  expect(old.span_seconds).toBe(21_600)
  expect(Date.parse(old.from as string) % 21_600_000).toBe(0)
  expect(old.series.starts_at.length).toBeGreaterThanOrEqual(8)
  for (const query of [`?from=${ago(900 * day)}`, `?from=${ago(1)}&to=${ago(2)}`, "?range=2h"]) {
    expect((await call(hub, `GET /v1/overview${query}`)).json.code, query).toBe("request_invalid")
  }
})

test("each source and each endpoint has a row that says how it does", async () => {
  const made = await call(hub, "POST /v1/sources", {
    body: { name: "busy", provider: "pivot", secrets: { callback_api_key: "k" } },
  })
  const post = (key: string, body: string) =>
    call(hub, `POST ${new URL(made.json.receive_url as string).pathname}`, {
      ...{ key: null, body, headers: { "x-api-key": key } },
    })
  await post("k", "{}")
  await post("wrong", "[1]")
  const endpointId = newUuid()
  await database.pool.query(
    `insert into endpoints (merchant_id, id, url, event_types, dialect, version, ordering, state,
       secrets_sealed)
     values ($1, $2, 'https://shop.example/hooks', '{*}', 'paidout', '1', 'none', 'active', '')`,
    [hub.merchant.id, endpointId],
  )
  await database.pool.query(
    `insert into tallies_new (merchant_id, kind, starts_at, subject_id, word, count, last_at)
     values ($1, 'attempt', tally_start(60, paidout_now()), $2, 'success', 3, paidout_now()),
       ($1, 'attempt', tally_start(60, paidout_now()), $2, 'failure', 1, paidout_now()),
       ($1, 'received', tally_start(60, paidout_now()), $3, '', 9, paidout_now())`,
    [hub.merchant.id, endpointId, idUuid("source", made.json.id as string)],
  )
  await database.pool.query(
    `insert into due_deliveries (merchant_id, delivery_id, endpoint_id, due_at)
     values ($1, $2, $3, paidout_now() - interval '1 minute'), ($1, $3, $3, paidout_now() + '1 h')`,
    [hub.merchant.id, newUuid(), endpointId],
  )
  const { sources, endpoints, setup, series } = await overview("?range=1h")
  const row = sources.find((each: { id: string }) => each.id === made.json.id)
  expect(row).toMatchObject({
    ...{ received_24h: 9, verified_rate: 0.9, quarantined: 1, unrecognised: 0, waiting: 1 },
    ...{ name: "busy", provider: "pivot", is_sandbox: false, disabled: false },
  })
  expect(Date.now() - Date.parse(row.oldest_waiting_at as string)).toBeLessThan(60_000)
  expect(Date.now() - Date.parse(row.last_message_at as string)).toBeLessThan(60_000)
  expect(endpoints).toMatchObject([
    {
      ...{ id: idText("endpoint", endpointId), state: "active", backlog: 2, success_rate: 0.75 },
      ...{ delivered_24h: 3, failed_24h: 1, failing_since: null },
    },
  ])
  expect(Date.now() - Date.parse(endpoints[0].oldest_due_at as string)).toBeGreaterThan(59_000)
  expect(setup).toEqual({ source: true, webhook: true, callback: true, mail: false })
  expect(series.delivered.at(-1) + series.delivered.at(-2)).toBe(3)
  expect(series.received.at(-1) + series.received.at(-2)).toBe(9)
})

test("nothing of another merchant is in it", async () => {
  const other = await call(hub, "POST /v1/merchants", { body: { name: "other" } })
  const { json } = await call(hub, "GET /v1/overview", { key: other.json.api_key.key as string })
  expect(json).toMatchObject({ payouts: [], sources: [], endpoints: [], time_to_paid: [] })
  expect(json.series.received).toEqual(json.series.starts_at.map(() => 0))
})

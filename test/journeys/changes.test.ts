import { afterAll, beforeAll, expect, test } from "vitest"

import { STREAM_LIMITS } from "../../src/http/change-streams.ts"
import { newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertDeliveryRow } from "../support/ledger-rows.ts"
import { listen } from "../support/listening.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database, { sandbox: true })
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

/** As another process would: this one hears of it from the database alone. */
async function write(sql: string, ...values: unknown[]): Promise<string> {
  const id = newUuid()
  await database.pool.query(sql, [hub.merchant.id, id, ...values])
  return id
}
const insertHistory = (id = newUuid()) =>
  database.pool.query(
    `insert into history (merchant_id, id, subject, subject_id, applied, sequence, status, certainty,
       via, tier, wire_event, recorded_at)
     values ($1, $2, 'payout', $2, true, 1, 'paid', 'confirmed', 'webhook', 'webhook', 'x',
       paidout_now())`,
    [hub.merchant.id, id],
  )

test("what any process writes is told within seconds, by topic, through every proxy", async () => {
  const listening = await listen(hub)
  expect(listening.status).toBe(200)
  expect(listening.headers.get("content-type")).toBe("text/event-stream; charset=utf-8")
  expect(listening.headers.get("x-accel-buffering")).toBe("no")
  expect(listening.headers.get("cache-control")).toContain("no-transform")
  // The first look says what there is, and tells nothing.
  await expect.poll(() => listening.text()).toContain("retry: ")
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(listening.told).toEqual([])

  await insertHistory()
  await listening.hears("payouts")
  const endpointId = newUuid()
  await insertDeliveryRow(database.pool, { merchantId: hub.merchant.id, endpointId })
  await listening.hears("deliveries")
  const item = await write(
    `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice)
     values ($1, $2, 'stuck', 'payout', $2, 'Look')`,
  )
  await listening.hears("attention")
  await database.pool.query("update attention_items set closed_at = paidout_now() where id = $1", [
    item,
  ])
  await listening.hears("attention")
  const source = await call(hub, "POST /v1/sources", {
    body: { name: "p", provider: "pivot", secrets: { callback_api_key: "k" } },
  })
  await call(hub, `POST ${new URL(source.json.receive_url as string).pathname}`, {
    key: null,
    body: "{}",
    headers: { "x-api-key": "k" },
  })
  await listening.hears("messages")
  await call(hub, "POST /v1/sandbox/accounts", { body: { provider: "xendit" } })
  await listening.hears("sandbox")
  await listening.leave()
})

test("who commits later with a smaller id is told of, too", async () => {
  const early = newUuid()
  const listening = await listen(hub)
  await expect.poll(() => listening.text()).toContain("retry: ")
  await insertHistory()
  await listening.hears("payouts")
  await insertHistory(early)
  await listening.hears("payouts")
  await listening.leave()
})

test("nothing is told of another merchant, and nobody who watches costs no query", async () => {
  const other = await call(hub, "POST /v1/merchants", { body: { name: "other" } })
  const listening = await listen(hub, { key: other.json.api_key.key as string })
  await expect.poll(() => listening.text()).toContain("retry: ")
  const witness = await listen(hub)
  await insertHistory()
  await witness.hears("payouts")
  await insertHistory()
  await witness.hears("payouts")
  expect(listening.told).toEqual([])
  await listening.leave()
  await witness.leave()

  const looks = async () =>
    Number(
      (
        await database.pool.query<{ scans: string }>(
          `select sum(idx_scan)::text as scans from pg_stat_user_indexes
           where indexrelname = 'attention_items_closed'`,
        )
      ).rows[0]?.scans,
    )
  let before = await looks()
  // Statistics arrive late: quiet is where they no longer move.
  await expect
    .poll(
      async () => {
        const now = await looks()
        const isQuiet = now === before
        before = now
        return isQuiet
      },
      { timeout: 10_000, interval: 1_500 },
    )
    .toBe(true)
})

test("a revoked key's stream ends within seconds", { timeout: 20_000 }, async () => {
  const made = await call(hub, "POST /v1/api-keys", { body: { name: "r", scopes: ["read"] } })
  const listening = await listen(hub, { key: made.json.key as string })
  expect(listening.status).toBe(200)
  await call(hub, `DELETE /v1/api-keys/${made.json.id as string}`)
  await expect.poll(() => listening.isEnded(), { timeout: 12_000 }).toBe(true)
})

test("a caller who listens too often is told so, until one has gone", async () => {
  const made = await call(hub, "POST /v1/api-keys", { body: { name: "many", scopes: ["read"] } })
  const key = made.json.key as string
  const all = await Promise.all(
    Array.from({ length: STREAM_LIMITS.streamsPerCallerMax }, () => listen(hub, { key })),
  )
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
  const refused = await call(hub, "GET /v1/changes", { key })
  expect(refused.status).toBe(429)
  expect(refused.json).toMatchObject({ code: "rate_limited", retryable: true })
  expect((await call(hub, "GET /v1/changes")).status).toBe(200)
  await all[0]?.leave()
  await expect
    .poll(async () => (await call(hub, "GET /v1/changes", { key })).status, { timeout: 5_000 })
    .toBe(200)
  await Promise.all(all.map((each) => each.leave()))
})

test("who may not read may not listen; HEAD, which would never end, is not taken", async () => {
  const made = await call(hub, "POST /v1/api-keys", { body: { name: "w", scopes: ["write"] } })
  expect((await call(hub, "GET /v1/changes", { key: made.json.key as string })).status).toBe(403)
  expect((await call(hub, "GET /v1/changes", { key: null })).status).toBe(401)
  const head = await fetch(`${hub.url}/v1/changes`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${FIRST_API_KEY}` },
  })
  expect(head.status).toBe(405)
})

test("a hub that stops ends its streams instead of waiting for them", async () => {
  const own = await createTestHub(database)
  const listening = await listen(own)
  const startedAt = performance.now()
  await own.stop()
  await expect.poll(() => listening.isEnded()).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(8_000)
})

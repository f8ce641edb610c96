import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../test/support/deliveries.ts"
import { newUuid } from "../ids.ts"
import type { DeliveryPage } from "./delivery-page.ts"
import { listDeliveries } from "./list-deliveries.ts"

let database: TestDatabase
let fixture: DeliveryFixture
let first: string
let second: string
let ids: readonly string[]

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
  first = await fixture.addEndpoint("http://127.0.0.1/first")
  second = await fixture.addEndpoint("http://127.0.0.1/second")
  ids = [...(await fixture.queue(first, 3)), ...(await fixture.queue(second, 2))]
  await database.pool.query("update deliveries set state = 'exhausted' where id = $1", [ids[4]])
})
afterAll(async () => {
  await database.drop()
})

async function list(filter: Partial<DeliveryPage> = {}): Promise<readonly number[]> {
  const page = { merchantId: fixture.merchantId, limit: 100, ...filter }
  const { rows } = await listDeliveries(database.pool, page)
  return rows.map(({ id }) => ids.indexOf(id))
}

test("lists newest first, also over pages", async () => {
  expect(await list()).toEqual([4, 3, 2, 1, 0])
  expect(await list({ limit: 2 })).toEqual([4, 3])
  expect(await list({ limit: 2, before: ids[3] })).toEqual([2, 1])
})

test("filters by endpoint, state and event", async () => {
  const { eventId } = await fixture.delivery(ids[1] ?? "")
  expect(await list({ endpointId: second })).toEqual([4, 3])
  expect(await list({ state: "exhausted" })).toEqual([4])
  expect(await list({ endpointId: first, state: "exhausted" })).toEqual([])
  expect(await list({ eventId })).toEqual([1])
})

test("filters by the payout it tells of, and by one event of it", async () => {
  const { eventId, subjectId } = await fixture.delivery(ids[2] ?? "")
  expect(await list({ subjectId })).toEqual([2])
  expect(await list({ subjectId, eventId })).toEqual([2])
  expect(await list({ subjectId, eventId: newUuid() })).toEqual([])
  expect(await list({ subjectId: newUuid() })).toEqual([])
})

test("filters by type, one or a group", async () => {
  await database.pool.query("update deliveries set type = 'batch.done' where id = $1", [ids[3]])
  expect(await list({ type: "payout.paid" })).toEqual([4, 2, 1, 0])
  expect(await list({ type: "payout.*" })).toEqual([4, 2, 1, 0])
  expect(await list({ type: "batch.*" })).toEqual([3])
  expect(await list({ type: "batch" })).toEqual([])
  expect(await list({ type: "*" })).toEqual([4, 3, 2, 1, 0])
})

test("filters by time, also where the clock was moved", async () => {
  const { createdAt } = await fixture.delivery(ids[0] ?? "")
  const at = (ms: number) => new Date(createdAt.getTime() + ms).toISOString()
  expect(await list({ createdAfter: at(-1_000) })).toEqual([4, 3, 2, 1, 0])
  expect(await list({ createdAfter: at(60_000) })).toEqual([])
  expect(await list({ createdBefore: at(0) })).toEqual([])
  expect(await list({ createdBefore: at(60_000) })).toEqual([4, 3, 2, 1, 0])

  const dayMs = 24 * 60 * 60 * 1_000
  await database.pool.query("update clock set ahead = interval '10 days'")
  await database.pool.query(
    "update deliveries set created_at = created_at + interval '10 days' where id = $1",
    [ids[1]],
  )
  expect(await list({ createdAfter: at(9 * dayMs) })).toEqual([1])
  expect(await list({ createdAfter: at(9 * dayMs), createdBefore: at(11 * dayMs) })).toEqual([1])
  await database.pool.query("update clock set ahead = interval '0'")
})

test("shows no other merchant's", async () => {
  expect(await list({ merchantId: newUuid() })).toEqual([])
})

test("filters by what the last attempt came to, and by the format", async () => {
  const answers = [
    [ids[0], null, "timeout", 1],
    [ids[1], 503, "status", 2],
    [ids[2], 200, null, 1],
  ]
  for (const values of answers) {
    await database.pool.query(
      "update deliveries set last_status = $2, last_cause = $3, attempts = $4 where id = $1",
      values,
    )
  }
  expect(await list({ cause: "timeout" })).toEqual([0])
  expect(await list({ answer: "none" })).toEqual([0])
  expect(await list({ answer: "5xx" })).toEqual([1])
  expect(await list({ answer: "2xx", endpointId: first })).toEqual([2])
  await database.pool.query("update deliveries set format = 'xendit:v2' where id = $1", [ids[3]])
  expect(await list({ dialect: "xendit" })).toEqual([3])
  expect(await list({ dialect: "xen" })).toEqual([])
})

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../test/support/deliveries.ts"
import { newUuid } from "../ids.ts"
import { findNextDue } from "./find-next-due.ts"

const hourMs = 3_600_000

let database: TestDatabase
let fixture: DeliveryFixture
let endpoint: string
/** In the order made. */
let ids: readonly string[]

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
})
afterAll(async () => {
  await database.drop()
})
beforeEach(async () => {
  await database.pool.query("delete from due_deliveries")
  endpoint = await fixture.addEndpoint("http://127.0.0.1:9/")
  ids = await fixture.queue(endpoint, 3)
})

/** `in 2h` of each, in the order made; null: it has no time. */
async function due(...hours: readonly (number | null)[]) {
  for (const [index, each] of hours.entries()) {
    await change(index, `due_at = paidout_now() + ${each ?? "null"} * interval '1 hour'`)
  }
}

async function change(index: number, set: string) {
  await database.pool.query(`update due_deliveries set ${set} where delivery_id = $1`, [ids[index]])
}

async function look() {
  const [first, ...more] = await findNextDue(database.pool, 100)
  expect(more).toEqual([])
  if (first === undefined) return undefined
  const { next } = first
  return {
    isDue: first.isDue,
    inHours: next === null ? null : Math.round((next.getTime() - Date.now()) / hourMs),
  }
}

test("what is due by now, and when the next one is", async () => {
  await due(3, 2, 5)
  expect(await look()).toEqual({ isDue: false, inHours: 2 })
  await due(3, -1, 5)
  expect(await look()).toEqual({ isDue: true, inHours: 3 })
  await due(-2, -1, -3)
  expect(await look()).toEqual({ isDue: true, inHours: null })
})

test("what is being sent is due until it is recorded, and hides no other", async () => {
  await due(-1, 4, 5)
  await change(0, `claimed_by = '${newUuid()}', claimed_at = paidout_now()`)
  expect(await look()).toEqual({ isDue: true, inHours: 4 })
})

test("what waits for the delivery before it is not due", async () => {
  await due(2, null, null)
  expect(await look()).toEqual({ isDue: false, inHours: 2 })
  await due(null, null, null)
  expect(await look()).toBeUndefined()
})

test("of a retry queue only the head is due: at its time, or now where it waited for another", async () => {
  await due(6, null, null)
  for (const index of [0, 1, 2]) await change(index, "in_retry_queue = true")
  expect(await look()).toEqual({ isDue: false, inHours: 6 })
  await due(null, 4, null)
  expect(await look()).toEqual({ isDue: true, inHours: null })
  await due(-1, -1, -1)
  expect(await look()).toEqual({ isDue: true, inHours: null })
  await due(3, -1, -1)
  expect(await look()).toEqual({ isDue: false, inHours: 3 })
})

test("what a bulk resend asks for is due like any other, but waits for the end of a retry queue", async () => {
  await due(6, -1, 9)
  await change(1, `resend_id = '${newUuid()}'`)
  expect(await look()).toEqual({ isDue: true, inHours: 6 })
  await change(0, "in_retry_queue = true")
  expect(await look()).toEqual({ isDue: false, inHours: 6 })
})

test("nothing is due at an endpoint that is disabled or deleted", async () => {
  await due(-1, 2, 3)
  await database.pool.query("update endpoints set state = 'disabled' where id = $1", [endpoint])
  expect(await look()).toBeUndefined()
  await database.pool.query(
    "update endpoints set state = 'active', deleted_at = paidout_now() where id = $1",
    [endpoint],
  )
  expect(await look()).toBeUndefined()
})

test("each endpoint has its own next moment, as many as are asked for", async () => {
  await due(1, 2, 3)
  for (let count = 0; count < 4; count += 1) {
    await fixture.queue(await fixture.addEndpoint("http://127.0.0.1:9/"), 1)
  }
  const all = await findNextDue(database.pool, 100)
  expect(all).toHaveLength(5)
  expect(all.filter(({ isDue }) => isDue)).toHaveLength(4)
  expect(await findNextDue(database.pool, 2)).toHaveLength(2)
})

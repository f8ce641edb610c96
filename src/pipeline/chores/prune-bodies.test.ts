import { afterEach, beforeEach, expect, test } from "vitest"

import {
  ageEverything,
  ALL_IS_OLD,
  dropPartitions,
  pruneSmallTables,
} from "../../../test/support/pruning.ts"
import { useResending } from "../../../test/support/resending.ts"
import { listAttempts } from "../../delivery/list-attempts.ts"
import { pruneResends } from "../../delivery/prune-resends.ts"
import { saveTellings } from "../../delivery/tellings.ts"
import { newUuid } from "../../ids.ts"
import { makePartitions } from "../../postgres/make-partitions.ts"

const tests = useResending()
const pool = () => tests.database.pool
beforeEach(async () => {
  await makePartitions(pool())
})
afterEach(async () => {
  await pool().query("delete from event_bodies")
})

const bodies = async () =>
  (
    await pool().query<{ event_id: string; place: string }>(
      "select event_id, tableoid::regclass::text as place from event_bodies order by event_id",
    )
  ).rows
const eventOf = async (id: string) => (await tests.fixture.delivery(id)).eventId

test("the body of a delivery that is still to be made stays, byte by byte; others go", async () => {
  const endpoint = await tests.fixture.addEndpoint(tests.receiver.url)
  const [queued = ""] = await tests.fixture.queue(endpoint)
  await tests.past(endpoint, { count: 3 })
  await dropPartitions(pool())
  expect(await bodies()).toEqual([
    { event_id: await eventOf(queued), place: "event_bodies_default" },
  ])
  await pruneSmallTables(pool())
  await tests.start()
  await tests.fixture.until(queued, ({ state }) => state === "delivered")
  const [request] = tests.receiver.requests
  expect(request?.body.toString()).toContain(await eventOf(queued))
  await pruneSmallTables(pool())
  expect(await bodies()).toEqual([])
})

test("attempts go with their partitions; the delivery still counts them", async () => {
  const endpoint = await tests.fixture.addEndpoint(tests.receiver.url)
  const [id = ""] = await tests.fixture.queue(endpoint)
  await tests.start()
  await tests.fixture.until(id, ({ state }) => state === "delivered")
  await ageEverything(pool())
  const { merchantId } = tests.fixture
  expect(await listAttempts(pool(), { merchantId, id, limit: 10 })).toEqual([])
  expect(await tests.fixture.delivery(id)).toMatchObject({ state: "delivered", attempts: 1 })
})

test("a resend that is still looking for deliveries keeps the bodies, for a week at most", async () => {
  const endpoint = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpoint)
  await tests.resend({ endpointId: endpoint })
  const { notes } = await dropPartitions(pool())
  expect(notes.filter(({ msg }) => msg.startsWith("kept until"))).not.toEqual([])
  expect(await bodies()).toHaveLength(1)
  await pool().query("update resends set begun_at = begun_at - interval '8 days'")
  await dropPartitions(pool())
  expect(await bodies()).toEqual([])
})

test("resends that ended go after their time, with all that was counted; others stay", async () => {
  const endpoint = await tests.fixture.addEndpoint(tests.receiver.url)
  await tests.past(endpoint)
  const ended = await tests.resend({ endpointId: endpoint })
  await pool().query("update resends set state = 'done', finished_at = created_at")
  const running = await tests.resend({ endpointId: endpoint })
  expect(await pruneResends(pool(), { days: 30, limit: 10 })).toBe(0)
  expect(await pruneResends(pool(), { days: -1, limit: 10 })).toBeGreaterThan(0)
  const left = async (table: string, column: string) =>
    (await pool().query(`select 1 from ${table} where ${column} = $1`, [ended.id])).rows
  expect(await left("resends", "id")).toEqual([])
  expect(await left("resend_parts", "resend_id")).toEqual([])
  expect((await tests.now(running.id)).state).toBe("running")
})

test("what a deleted endpoint was told is forgotten; what others were told is not", async () => {
  const [gone, there] = [
    await tests.fixture.addEndpoint("http://127.0.0.1:9/gone"),
    await tests.fixture.addEndpoint("http://127.0.0.1:9/there"),
  ]
  const { merchantId } = tests.fixture
  const told = (endpointId: string) => ({ merchantId, endpointId, subjectId: newUuid(), word: "w" })
  await saveTellings(pool(), [told(gone), told(gone), told(there)])
  await pool().query("update endpoints set deleted_at = paidout_now() where id = $1", [gone])
  await pruneSmallTables(pool(), { ...ALL_IS_OLD, bodiesDays: 90 })
  const { rows } = await pool().query("select endpoint_id from tellings")
  expect(rows).toEqual([{ endpoint_id: there }])
})

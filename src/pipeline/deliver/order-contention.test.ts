import { pino } from "pino"
import { afterEach, beforeEach, expect, test } from "vitest"

import { createDeliveringHub, type DeliveringHub } from "../../../test/support/delivering-hub.ts"
import { claimDueDeliveries } from "../../delivery/claim-due-deliveries.ts"
import { insertDeliveries, type NewDelivery } from "../../delivery/insert-deliveries.ts"
import { lockOrderHeads } from "../../delivery/lock-order-heads.ts"
import { recordHeartbeat } from "../../delivery/record-heartbeat.ts"
import { newUuid } from "../../ids.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { createResultRecorder } from "./record-results.ts"
import { resendDelivery } from "../resend/resend-delivery.ts"
import { endpointRound } from "../endpoints/watch-endpoints.ts"

const RUN_MS = 3_000
const SUBJECTS = 12

let hub: DeliveringHub
beforeEach(async () => {
  hub = await createDeliveringHub()
})
afterEach(() => hub.close())

const logged: string[] = []
const log = pino({ level: "warn" }, { write: (line: string) => logged.push(line) })
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const shuffled = <Item>(items: readonly Item[]) =>
  items.map((item) => ({ item, at: Math.random() })).toSorted((a, b) => a.at - b.at)

test("settling, recording, resending and mending the same payouts wait for each other, in no circle", async () => {
  const endpointId = await hub.addEndpoint("payout")
  const { merchantId, pool } = hub
  const subjects = Array.from({ length: SUBJECTS }, newUuid)
  const made = new Map<string, number>()
  const ends = performance.now() + RUN_MS
  const running = () => performance.now() < ends
  let recorded = 0

  /** As settle does, which holds the payouts themselves: in sorted order. */
  async function settle() {
    while (running()) {
      const some = shuffled(subjects).slice(0, 5)
      await inTransaction(pool, async (client) => {
        for (const id of some.map(({ item }) => item).toSorted()) {
          await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [id])
        }
        const keys = some.map(({ item }) => ({ merchantId, endpointId, subjectId: item }))
        const heads = await lockOrderHeads(client, keys)
        const deliveries = keys.map(({ subjectId }) => {
          const sequence = (made.get(subjectId) ?? 0) + 1
          made.set(subjectId, sequence)
          const waits = heads.some((head) => head.subjectId === subjectId)
          const delivery: NewDelivery = {
            ...{ merchantId, id: newUuid(), endpointId, eventId: newUuid(), format: "paidout:1" },
            ...{ type: "payout.paid", subjectId, sequence, wireEvent: null, traceparent: null },
            ...{ createdAt: new Date(), order: { subjectId, waits } },
            subject: "payout",
            state: "queued",
          }
          return delivery
        })
        await insertDeliveries(client, { bodies: [], deliveries })
      })
    }
  }

  async function deliver(until: () => boolean) {
    const workerId = newUuid()
    await recordHeartbeat(pool, { id: workerId, deadAfterMs: 60_000 })
    const recorder = createResultRecorder({ pool, workerId, log, onReleased: () => {} })
    while (until()) {
      const rooms = [{ merchantId, endpointId, room: 8, isBulk: false, keepsRetryQueue: false }]
      const claimed = await claimDueDeliveries(pool, { workerId, rooms })
      await Promise.all(
        shuffled(claimed).map(async ({ item }) => {
          const worked = Math.random() < 0.7
          await sleep(Math.random() * 5)
          await recorder.record({
            ...{ merchantId, endpointId, deliveryId: item.deliveryId, attemptId: newUuid() },
            ...{ trigger: item.trigger, url: hub.sink.url, durationMs: 1, startedAtMs: 0 },
            ...(worked
              ? { outcome: "success", state: "delivered", retryInMs: null, cause: null }
              : { outcome: "failure", state: "retrying", retryInMs: 0, cause: "status" }),
            ...{ responseStatus: 200, responseHeaders: null, responseBody: null, error: null },
            order: item.order,
          })
          recorded += 1
        }),
      )
    }
    await recorder.stop()
  }

  async function resend() {
    while (running()) {
      const [row] = await hub.rows<{ id: string }>(
        "select id from deliveries order by random() limit 1",
      )
      if (row !== undefined) await resendDelivery({ pool }, hub.asActor(row.id))
    }
  }

  const round = endpointRound({ pool: hub.database.pool, log, wakeDeliver: () => {} })
  async function watch() {
    while (running()) await round()
  }

  await Promise.all([
    ...[settle(), settle()],
    ...[deliver(running), deliver(running), deliver(running)],
    ...[resend(), watch()],
  ])
  const left = async () => (await hub.rows("select from due_deliveries")).length
  let empty = false
  const draining = deliver(() => !empty)
  await expect.poll(left, { timeout: 20_000 }).toBe(0)
  empty = true
  await draining
  expect(recorded).toBeGreaterThan(100)
  // A deadlock is tried again, with a warning.
  expect(logged).toEqual([])
})

import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../test/support/deliveries.ts"
import { newUuid } from "../ids.ts"
import { createPool, type Pool, type PoolClient } from "../postgres/pool.ts"
import { claimDueDeliveries } from "./claim-due-deliveries.ts"
import { discardDeliveries } from "./discard-deliveries.ts"
import { findNextDue } from "./find-next-due.ts"
import { joinRetryQueue } from "./join-retry-queue.ts"
import { leaveRetryQueue } from "./leave-retry-queue.ts"
import { lineUpDeliveries } from "./line-up-deliveries.ts"
import { listDueEndpoints, queueStart } from "./list-due-endpoints.ts"
import { lockOrderHeads } from "./lock-order-heads.ts"
import { lockOrderedDeliveries } from "./lock-ordered-deliveries.ts"
import { recordAttempts, type FinishedAttempt } from "./record-attempts.ts"
import { recordHeartbeat } from "./record-heartbeat.ts"
import { releaseDeliveries } from "./release-deliveries.ts"
import { releaseWaitingDeliveries } from "./release-waiting-deliveries.ts"
import { withdrawDeliveries } from "./withdraw-deliveries.ts"

const LENGTH = 1_500
/** What a statement reads that probes for a few rows, several times each. */
const READ_MAX = 60
/** PostgreSQL keeps a plan for all values after five executions. */
const EXECUTIONS = 8

const workerId = newUuid()
const resendId = newUuid()
let database: TestDatabase
let fixture: DeliveryFixture
let stages: Pool
let endpointId: string

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
  stages = createPool(database.connection, { connectionsMax: 1, indexProbesOnly: true })
  endpointId = await fixture.addEndpoint("http://127.0.0.1:9/")
  await recordHeartbeat(database.pool, { id: workerId, deadAfterMs: 60_000 })
})
afterAll(async () => {
  await stages.end()
  await database.drop()
})

interface Some {
  /** Three of the queue, the first not among them. */
  readonly ids: readonly string[]
  readonly merchantId: string
}

interface Case {
  readonly statement: string
  /** What all rows of the queue are. */
  readonly rows: string
  /** So many of them it changes: what finds none would read few. */
  readonly changes: number
  readonly run: (client: PoolClient, some: Some) => Promise<unknown>
}

const inRetryQueue = "in_retry_queue = true, due_at = null"
const hasHead = `in_retry_queue = delivery_id =
  (select delivery_id from due_deliveries order by delivery_id limit 1)`
const waitsInOrder = "due_at = null, order_key = delivery_id, sequence = 1"
const isDue = "due_at = paidout_now() - interval '1 minute'"
const cases: readonly Case[] = [
  ...[
    { rows: inRetryQueue, claimed: 1, joined: 0 },
    { rows: isDue, claimed: 3, joined: 0 },
    { rows: `${isDue}, ${hasHead}`, claimed: 1, joined: 3 },
  ].flatMap(({ rows, claimed, joined }): readonly Case[] => [
    {
      statement: "listDueEndpoints",
      rows,
      changes: 0,
      run: (client) => listDueEndpoints(client, { after: queueStart, limit: 10 }),
    },
    { statement: "findNextDue", rows, changes: 0, run: (client) => findNextDue(client, 10) },
    {
      statement: "claimDueDeliveries",
      rows,
      changes: claimed,
      run: (client, { merchantId }) =>
        claimDueDeliveries(client, {
          workerId,
          rooms: [{ merchantId, endpointId, isBulk: false, room: 3, keepsRetryQueue: true }],
        }),
    },
    {
      statement: "joinRetryQueue",
      rows,
      changes: joined,
      run: (client, { merchantId }) =>
        joinRetryQueue(client, { merchantId, endpointId, fastTries: 4, limit: 3 }),
    },
  ]),
  {
    statement: "leaveRetryQueue",
    rows: inRetryQueue,
    changes: 3,
    run: (client, { merchantId }) => leaveRetryQueue(client, { merchantId, endpointId, limit: 3 }),
  },
  {
    statement: "recordAttempts",
    rows: `${isDue}, claimed_by = '${workerId}'`,
    changes: 3,
    run: (client, { ids, merchantId }) =>
      recordAttempts(client, {
        workerId,
        attempts: ids.map((deliveryId, index): FinishedAttempt => ({
          ...{ merchantId, deliveryId, endpointId, attemptId: newUuid(), trigger: "automatic" },
          ...{ url: "http://127.0.0.1:9/", startedAgoMs: 1, durationMs: 1, outcome: "failure" },
          ...{ responseStatus: 500, responseHeaders: null, responseBody: null, cause: "status" },
          ...{ error: null, state: index === 0 ? "exhausted" : "retrying" },
          retryInMs: index === 0 ? null : 1_000,
        })),
      }),
  },
  {
    statement: "releaseDeliveries",
    rows: `${isDue}, claimed_by = '${workerId}'`,
    changes: 3,
    run: (client, { ids, merchantId }) =>
      releaseDeliveries(client, {
        workerId,
        deliveries: ids.map((deliveryId) => ({ merchantId, deliveryId })),
      }),
  },
  {
    statement: "lineUpDeliveries",
    rows: waitsInOrder,
    changes: 3,
    run: (client, { ids, merchantId }) =>
      lineUpDeliveries(
        client,
        ids.map((subjectId) => ({ merchantId, endpointId, subjectId })),
      ),
  },
  {
    statement: "lockOrderedDeliveries",
    rows: waitsInOrder,
    changes: 0,
    run: (client, { ids, merchantId }) =>
      lockOrderedDeliveries(
        client,
        ids.map((subjectId) => ({ merchantId, endpointId, subjectId })),
      ),
  },
  {
    statement: "lockOrderHeads",
    rows: waitsInOrder,
    changes: 0,
    run: (client, { ids, merchantId }) =>
      lockOrderHeads(
        client,
        ids.map((subjectId) => ({ merchantId, endpointId, subjectId })),
      ),
  },
  {
    statement: "releaseWaitingDeliveries",
    rows: waitsInOrder,
    changes: 3,
    run: (client, { merchantId }) =>
      releaseWaitingDeliveries(client, { merchantId, id: endpointId, limit: 3 }),
  },
  {
    statement: "withdrawDeliveries",
    rows: `${isDue}, resend_id = '${resendId}', state_before = 'missed'`,
    changes: 3,
    run: (client, { ids, merchantId }) => withdrawDeliveries(client, { merchantId, resendId }, ids),
  },
  {
    statement: "discardDeliveries",
    rows: isDue,
    changes: 3,
    run: async (client, { merchantId }) => {
      await client.query("update endpoints set deleted_at = now() where id = $1", [endpointId])
      await discardDeliveries(client, { merchantId, id: endpointId, limit: 3 })
    },
  },
]

// A queue is analysed while it is empty and full a moment later: the planner counts on no row, and
// every way to a row seems equally cheap, the whole of an index too.
test.each([
  { by: "analyze due_deliveries" },
  { by: "vacuum (analyze) due_deliveries" },
  { by: "vacuum due_deliveries" },
  // Their heights differ then, and nothing else speaks for one or another.
  { by: "analyze due_deliveries; reindex index due_deliveries_pkey" },
  { by: "analyze due_deliveries; reindex index due_deliveries_in_order" },
])("of a long queue few rows are read, whatever $by found when it was empty", async ({ by }) => {
  const wrong: string[] = []
  for (const each of cases) {
    const { read, changed } = await measure(each, by)
    const what = `${each.statement} of rows with ${each.rows}`
    if (read > READ_MAX) wrong.push(`${what}: read ${read}`)
    if (changed !== each.changes) wrong.push(`${what}: changed ${changed}`)
  }
  expect(wrong).toEqual([])
})

async function measure({ rows, run }: Case, analyse: string) {
  const { merchantId } = fixture
  await fill("due_at = null")
  await database.pool.query("delete from due_deliveries")
  await database.pool.query(analyse)
  const client = await stages.connect()
  try {
    for (let execution = 0; execution < EXECUTIONS; execution += 1) {
      await undone(client, () =>
        run(client, { ids: [newUuid(), newUuid(), newUuid()], merchantId }),
      )
    }
    const ids = await fill(rows)
    return await undone(client, async () => {
      const before = await readSoFar(client)
      await run(client, { ids: ids.slice(700, 703), merchantId })
      const after = await readSoFar(client)
      return { read: after.read - before.read, changed: after.changed - before.changed }
    })
  } finally {
    client.release(true)
    await database.pool.query("delete from due_deliveries")
  }
}

async function fill(set: string): Promise<readonly string[]> {
  const ids = await fixture.queue(endpointId, LENGTH)
  await database.pool.query(`update due_deliveries set ${set}`)
  return ids
}

async function undone<Result>(client: PoolClient, work: () => Promise<Result>): Promise<Result> {
  await client.query("begin")
  try {
    return await work()
  } finally {
    await client.query("rollback")
  }
}

/** Rows of the queue that this transaction has found, and changed. */
async function readSoFar(client: PoolClient): Promise<{ read: number; changed: number }> {
  const { rows } = await client.query<{ read: number; changed: number }>(
    `select (seq_tup_read + idx_tup_fetch)::integer as read,
       (n_tup_upd + n_tup_del)::integer as changed
     from pg_stat_xact_user_tables where relname = 'due_deliveries'`,
  )
  return rows[0] ?? { read: Number.NaN, changed: Number.NaN }
}

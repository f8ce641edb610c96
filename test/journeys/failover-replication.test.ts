import pg from "pg"
import { expect, onTestFinished, test } from "vitest"

import { createPool, type PostgresConnection } from "../../src/postgres/pool.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"
import { expectQuickAnswers, startFailoverHub } from "../support/failover-hub.ts"
import { startReplicatedServers } from "../support/replicated-servers.ts"
import { sendSteadily } from "../support/steady-webhooks.ts"

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test("without its standby nothing is acknowledged; what was stored all the same is not doubled", async () => {
  const hub = await startFailoverHub()
  const { primary, standby } = hub.servers
  const load = sendSteadily(hub.receiveUrl, { senders: 8, pauseMs: 20 })
  await load.more(60)

  await standby.kill()
  await sleep(300)
  const before = load.acknowledged.size
  // Longer than an answer may take: those connections are given up, and their commits wait on.
  await sleep(12_000)
  expect(load.acknowledged.size).toBe(before)

  await standby.start()
  await load.more(60)
  await load.stop()
  expectQuickAnswers(load)
  await hub.expectKept(load.acknowledged, primary.connection)

  // Tries that were told 503 were stored before the standby was back, and then came once more.
  const pool = createPool(primary.connection)
  const { rows } = await pool.query<{ messages: number; payouts: number }>(
    `select (select count(*) from messages)::int as messages,
       (select count(*) from payouts)::int as payouts`,
  )
  await pool.end()
  expect(rows[0]?.payouts).toBe(load.acknowledged.size)
  expect(rows[0]?.messages).toBeGreaterThan(load.acknowledged.size)
}, 120_000)

test("a commit whose wait for the standby is ended by hand is no success", async () => {
  const servers = await startReplicatedServers()
  onTestFinished(() => servers.remove())
  const { primary, standby } = servers
  const pool = createPool(primary.connection, { applicationName: "unconfirmed" })
  await pool.query("create table written (number integer)")
  await standby.kill()
  const write = "insert into written values (1)"
  const writes = Promise.allSettled([
    inTransaction(pool, (client) => client.query(write)),
    pool.query(write),
  ])
  const cancelled = async () =>
    (
      await pool.query(
        `select pg_cancel_backend(pid) from pg_stat_activity
         where application_name = 'unconfirmed' and wait_event = 'SyncRep'`,
      )
    ).rowCount
  let count = 0
  await expect.poll(async () => (count += (await cancelled()) ?? 0)).toBeGreaterThanOrEqual(2)
  const unconfirmed = { status: "rejected", reason: { code: "40003" } }
  expect(await writes).toMatchObject([unconfirmed, unconfirmed])
  // Which is the truth: both are there, on this server alone.
  const { rows } = await pool.query("select from written")
  expect(rows).toHaveLength(2)
  await pool.end()
}, 60_000)

test("a switchover that leaves the old connections open costs 503s until the new primary is there", async () => {
  const hub = await startFailoverHub()
  const { primary, standby } = hub.servers
  const load = sendSteadily(hub.receiveUrl, { senders: 8, pauseMs: 20 })
  await load.more(60)

  const old = createPool(primary.connection)
  await old.query("alter system set default_transaction_read_only = on")
  await old.query("select pg_reload_conf()")
  await old.end()
  await expect.poll(() => hub.isReady()).toBe(false)
  // An idle connection learns it by its next statement: the first reads are still answered.
  await expect
    .poll(async () => (await hub.api("GET /v1/payouts")).json)
    .toMatchObject({ code: "database_unavailable", retryable: true })
  await sleep(1_000)

  standby.promote()
  hub.address.moveTo(standby.connection)
  await load.more(60)
  await load.stop()
  expectQuickAnswers(load)
  await expect.poll(() => hub.isReady()).toBe(true)
  await hub.expectKept(load.acknowledged, standby.connection)

  // Nobody holds on to the old one, the listener least of all: nothing would ever be said there.
  const left = servedBy(primary.connection)
  await expect.poll(left, { timeout: 20_000, interval: 200 }).toEqual([])
}, 120_000)

/** What the hub still asks of a server, on which a transaction writes nothing unless it says so. */
function servedBy(connection: PostgresConnection): () => Promise<readonly string[]> {
  return async () => {
    const client = new pg.Client({ ...connection, application_name: "onlooker" })
    await client.connect()
    const { rows } = await client.query<{ application_name: string }>(
      "select application_name from pg_stat_activity where application_name like 'paidout%'",
    )
    await client.end()
    return rows.map(({ application_name: name }) => name)
  }
}

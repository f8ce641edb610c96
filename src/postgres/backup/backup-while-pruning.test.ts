import { PassThrough, Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase } from "../../../test/support/database.ts"
import { createHubFixture, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { dropPartitions } from "../../../test/support/pruning.ts"
import { restoreBackup } from "./restore-backup.ts"
import { writeBackup } from "./write-backup.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

async function untilItWaits(): Promise<void> {
  const waiting = () =>
    hub.rows(
      `select from pg_stat_activity where datname = current_database()
         and application_name = 'paidout backup' and wait_event_type = 'Lock'`,
    )
  await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1)
}

test("a message that is still needed is in it, though its partition goes meanwhile", async () => {
  const source = await hub.addSource("xendit")
  await hub.send(source, { headers: { "x-callback-token": ["wrong"] }, body: Buffer.from("{}") })
  const parked = await hub.rows("select merchant_id, message_id as id from parked")
  expect(parked).toHaveLength(1)

  // Its moment must not be fixed while it waits for the first table that it looks at.
  const holder = await hub.database.pool.connect()
  await holder.query("begin; lock table api_keys in access exclusive mode")
  const output = new PassThrough()
  const whole = buffer(output)
  const writing = writeBackup(hub.database.connection, output, { release: "9.9.9" })
  await untilItWaits()
  await dropPartitions(hub.database.pool)
  await holder.query("commit")
  holder.release()
  await writing

  const database = await createTestDatabase()
  try {
    await database.pool.query("drop schema public cascade; create schema public")
    await restoreBackup(database.connection, Readable.from([await whole]))
    const { rows } = await database.pool.query("select merchant_id, id from messages")
    expect(rows).toEqual(parked)
  } finally {
    await database.drop()
  }
})

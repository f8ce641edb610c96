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

/** Until the backup is in the middle of a table that nobody reads on. */
async function untilItStalls(): Promise<void> {
  const stalled = () =>
    hub.rows(
      `select from pg_stat_activity where datname = current_database()
         and application_name = 'paidout backup' and wait_event = 'ClientWrite'`,
    )
  await expect.poll(async () => (await stalled()).length, { timeout: 20_000 }).toBe(1)
}

test("a message that is still needed is in it, though its partition goes meanwhile", async () => {
  const source = await hub.addSource("xendit")
  await hub.send(source, { headers: { "x-callback-token": ["wrong"] }, body: Buffer.from("{}") })
  const parked = await hub.rows("select merchant_id, message_id as id from parked")
  expect(parked).toHaveLength(1)

  // More than is held between the server and who reads the backup; it comes before the messages.
  await hub.rows(
    `insert into audit_log (merchant_id, id, actor, action, object, after)
     select $1, gen_random_uuid(), 'a', 'b', 'c', jsonb_build_object('noise', noise.text)
     from generate_series(1, 200) as row
     cross join lateral (
       select string_agg(md5(row::text || piece), '') as text from generate_series(1, 2000) as piece
     ) as noise`,
    [hub.merchantId],
  )
  const output = new PassThrough()
  const writing = writeBackup(hub.database.connection, output, { release: "9.9.9" })
  await untilItStalls()
  expect(await dropPartitions(hub.database.pool)).toMatchObject({ isAnyBusy: true })
  const whole = buffer(output)
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

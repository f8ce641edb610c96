import { afterEach, beforeEach, expect, test } from "vitest"

import { newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createDeliveryFixture } from "../support/deliveries.ts"
import { spawnHub, type KillableHub } from "../support/killed-hub.ts"
import { insertRow } from "../support/ledger-rows.ts"
import { createMailServer, type MailServer } from "../support/mail-server.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

let database: TestDatabase
let server: MailServer
let hubs: KillableHub[]

beforeEach(async () => {
  database = await createTestDatabase()
  server = await createMailServer()
  hubs = []
})
afterEach(async () => {
  await Promise.all(hubs.map((hub) => hub.kill("SIGKILL")))
  await server.close()
  await database.drop()
})

async function start(): Promise<KillableHub> {
  const hub = spawnHub({
    DATABASE_URL: database.connectionString,
    DATA_DIR: temporaryFolder(),
    PAIDOUT_SECRET_KEY: "the secret key of the tests",
    SMTP_URL: server.url,
    MAIL_FROM: "Pay hub <hub@pay.example>",
  })
  hubs.push(hub)
  await hub.ready
  return hub
}

/** A merchant of long ago, about whom there is something to say in each window. */
async function wantMails(): Promise<void> {
  const { merchantId } = await createDeliveryFixture(database.pool)
  await database.pool.query(
    `update merchants set created_at = '2026-01-01T00:00:00Z',
       health_mail = '{"recipients": ["ops@shop.example"], "since": "2026-01-01T00:00:00Z"}'
     where id = $1`,
    [merchantId],
  )
  await insertRow(database.pool, "attention_items", {
    merchant_id: merchantId,
    id: newUuid(),
    kind: "conflict",
    subject: "payout",
    subject_id: newUuid(),
    advice: "Ask the provider which one holds.",
  })
}

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!check()) {
    if (Date.now() > deadline) throw new Error("it did not come to that")
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test("two hubs on one database mail each window once, in the name of MAIL_FROM", async () => {
  await wantMails()
  await Promise.all([start(), start()])
  await until(() => server.mails.length === 1)
  await database.pool.query("update clock set ahead = ahead + interval '6 hours'")
  await until(() => server.mails.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 5_500))
  expect(server.mails).toHaveLength(2)
  expect(server.mails[0]?.parsed).toMatchObject({
    from: { name: "Pay hub", address: "hub@pay.example" },
    subject: "Paidout: 1 attention item open",
  })
  expect(new Set(server.mails.map(({ parsed }) => parsed.messageId)).size).toBe(2)
}, 60_000)

test("a mail whose hub was killed in the middle is sent by another, as the same mail", async () => {
  await wantMails()
  const sent: (string | undefined)[] = []
  server.onMail = ({ parsed }) => {
    sent.push(parsed.messageId)
    return sent.length === 1 ? new Promise(() => {}) : undefined
  }
  const first = await start()
  await until(() => sent.length === 1)
  await first.kill("SIGKILL")
  await start()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(sent).toHaveLength(1)
  // The claim of the dead one holds for a minute: a minute goes by.
  const { rowCount } = await database.pool.query(
    `update mails set claimed_until = claimed_until - interval '1 minute' where state = 'due'`,
  )
  expect(rowCount).toBe(1)
  await until(() => server.mails.length === 1)
  expect(sent).toHaveLength(2)
  expect(new Set(sent).size).toBe(1)
}, 60_000)

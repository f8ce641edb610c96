import { pino } from "pino"
import { expect, test } from "vitest"

import { useMailing } from "../../test/support/mailing.ts"
import { pruneMails } from "../mail/prune-mails.ts"
import { startMail } from "./start-mail.ts"

const tests = useMailing()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function start(smtpUrl: string | null, sends = true) {
  const lines: { readonly level: number; readonly msg: string }[] = []
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line)) })
  const { database, metrics } = tests
  const service = startMail({
    config: { smtpUrl, publicUrl: null, mailFrom: { name: "", address: "hub@pay.example" } },
    connection: database.connection,
    pool: database.pool,
    log,
    metrics,
    sends,
  })
  return { service, lines }
}

test("without a mail server no mail is made, and who waits for one is told so once", async () => {
  await tests.openItem()
  const silent = start(null)
  await tests.settings({})
  await tests.moveTo(0)
  const { service, lines } = start(null)
  await sleep(200)
  expect(service.mailer).toBeNull()
  expect(await tests.rows()).toEqual([])
  expect(silent.lines).toEqual([])
  expect(lines).toEqual([
    expect.objectContaining({ level: 40, msg: expect.stringContaining("SMTP_URL is not set") }),
  ])
  await silent.service.stop()
  await service.stop()
})

test("a process without that role sends none, and can send a test mail", async () => {
  await tests.settings({})
  await tests.openItem()
  await tests.moveTo(0)
  const { service } = start(tests.server.url, false)
  await sleep(200)
  expect(await tests.rows()).toEqual([])
  expect(service.mailer).not.toBeNull()
  await service.stop()
  const sending = start(tests.server.url)
  await tests.arrived(1)
  await sending.service.stop()
})

test("mails are forgotten after 30 days, and what nobody sends after 2", async () => {
  const { pool } = tests.database
  const { merchantId } = tests.fixture
  const insert = (key: string, state: string, days: number) =>
    pool.query(
      `insert into mails (merchant_id, id, kind, dedupe_key, recipients, subject, text_body,
         html_body, due_at, state, created_at, finished_at)
       values ($1, gen_random_uuid(), 'endpoint_disabled', $2, '{a@b}', 's', 't', 'h',
         paidout_now(), $3, paidout_now() - $4 * interval '1 day',
         case when $3 <> 'due' then paidout_now() end)`,
      [merchantId, key, state, days],
    )
  await insert("sent, old", "sent", 31)
  await insert("sent", "sent", 29)
  await insert("given up", "given_up", 29)
  await insert("due, old", "due", 3)
  await insert("due", "due", 1)
  await pruneMails(pool, { limit: 100 })
  const { rows } = await pool.query("select dedupe_key from mails order by dedupe_key")
  expect(rows.map(({ dedupe_key }) => dedupe_key as string)).toEqual(["due", "given up", "sent"])
})

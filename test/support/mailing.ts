import { pino } from "pino"
import { afterEach, beforeEach } from "vitest"

import { newUuid } from "../../src/ids.ts"
import { createSmtpMailer, mailerLimits, type MailerLimits } from "../../src/mail/smtp-mailer.ts"
import type { HealthMailSettings } from "../../src/merchants/health-mail.ts"
import { createMetrics } from "../../src/metrics.ts"
import { changeHealthMail } from "../../src/pipeline/mail/change-health-mail.ts"
import {
  startMailing,
  type MailLoop,
  type MailLoopLimits,
} from "../../src/pipeline/mail/mail-loop.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "./deliveries.ts"
import { insertRow } from "./ledger-rows.ts"
import { createMailServer, type MailServer } from "./mail-server.ts"

export interface MailRow {
  readonly merchant_id: string
  readonly id: string
  readonly kind: string
  readonly dedupe_key: string
  readonly window_start: Date | null
  readonly state: string
  readonly subject: string | null
  readonly tries: number
  readonly accepted: string[]
  readonly refused: string[]
  readonly last_error: string | null
  readonly claimed_by: string | null
}

export interface MailingTests {
  readonly database: TestDatabase
  /** Its merchant is older than any window. */
  readonly fixture: DeliveryFixture
  readonly server: MailServer
  readonly log: readonly { readonly level: number; readonly msg: string }[]
  readonly metrics: ReturnType<typeof createMetrics>
  /** The first window that begins after the test began. */
  readonly firstWindow: Date
  /** Moves the one clock to so many windows after the first one began, and some seconds. */
  moveTo(windows: number, seconds?: number): Promise<void>
  settings(changes: Partial<HealthMailSettings>, merchantId?: string): Promise<void>
  /** Something that a person should look at, now and until it is closed. */
  openItem(merchantId?: string): Promise<void>
  /** A loop of its own, stopped after the test. */
  start(options?: {
    readonly limits?: Partial<MailLoopLimits>
    readonly smtp?: Partial<MailerLimits>
    readonly url?: string
    readonly pool?: Pool
  }): MailLoop
  rows(): Promise<readonly MailRow[]>
  /** Waits until as many mails arrived, and then for more that should not. */
  arrived(count: number): Promise<void>
  until(check: () => Promise<boolean> | boolean): Promise<void>
}

const windowMs = 6 * 3_600_000
const settleMs = 250

/** Mail loops on a database and with a mail server of each test. */
export function useMailing(): MailingTests {
  let database: TestDatabase
  let fixture: DeliveryFixture
  let server: MailServer
  let metrics: ReturnType<typeof createMetrics>
  let firstWindow: Date
  const lines: { level: number; msg: string }[] = []
  const log = pino({ level: "debug" }, { write: (line) => void lines.push(JSON.parse(line)) })
  const started = new Set<MailLoop>()

  beforeEach(async () => {
    lines.length = 0
    metrics = createMetrics()
    database = await createTestDatabase()
    fixture = await createDeliveryFixture(database.pool)
    server = await createMailServer()
    await database.pool.query("update merchants set created_at = '2026-01-01T00:00:00Z'")
    firstWindow = new Date(Math.ceil(Date.now() / windowMs) * windowMs)
  })
  afterEach(async () => {
    await Promise.all([...started].map((loop) => loop.stop()))
    started.clear()
    await server.close()
    await database.drop()
  })

  const tests: MailingTests = {
    get database() {
      return database
    },
    get fixture() {
      return fixture
    },
    get server() {
      return server
    },
    get metrics() {
      return metrics
    },
    get firstWindow() {
      return firstWindow
    },
    log: lines,
    async moveTo(windows, seconds = 1) {
      const to = new Date(firstWindow.getTime() + windows * windowMs + seconds * 1_000)
      await database.pool.query(
        "update clock set ahead = $1::timestamptz - (paidout_now() - ahead)",
        [to],
      )
    },
    async settings(changes, merchantId = fixture.merchantId) {
      const settings = {
        recipients: ["ops@shop.example"],
        when: "needed" as const,
        stuckAfterHours: 24,
        ...changes,
      }
      await changeHealthMail(database.pool, { merchantId, actor: "key_test", settings })
    },
    async openItem(merchantId = fixture.merchantId) {
      await insertRow(database.pool, "attention_items", {
        merchant_id: merchantId,
        id: newUuid(),
        kind: "conflict",
        subject: "payout",
        subject_id: newUuid(),
        advice: "Ask the provider which one holds.",
      })
    },
    start({ limits = {}, smtp = {}, url = server.url, pool = database.pool } = {}) {
      const from = { name: "Paidout", address: "hub@pay.example" }
      const loop = startMailing({
        pool,
        reportPool: pool,
        mailer: createSmtpMailer(url, from, { ...mailerLimits, ...smtp }),
        publicUrl: "https://pay.example",
        log,
        metrics,
        limits: { pollMs: 20, retryWaitsMs: [50, 100], stopMs: 200, ...limits },
      })
      started.add(loop)
      return loop
    },
    async rows() {
      const { rows } = await database.pool.query<MailRow>("select * from mails order by id")
      return rows
    },
    async arrived(count) {
      await tests.until(() => server.mails.length >= count)
      await new Promise((resolve) => setTimeout(resolve, settleMs))
      if (server.mails.length !== count) {
        throw new Error(`${server.mails.length} mails arrived, not ${count}`)
      }
    },
    async until(check) {
      for (let look = 0; look < 800; look += 1) {
        if (await check()) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`it stayed as it is: ${JSON.stringify(await tests.rows())}`)
    },
  }
  return tests
}

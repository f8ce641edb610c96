import type { Config } from "../config.ts"
import type { Log } from "../log.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import { findClock } from "../mail/find-clock.ts"
import { createSmtpMailer, type Mailer } from "../mail/smtp-mailer.ts"
import { listHealthMailMerchants } from "../merchants/list-health-mail-merchants.ts"
import type { Metrics } from "../metrics.ts"
import { POOL_SIZES } from "../pool-sizes.ts"
import { createPool, type Pool, type PostgresConnection } from "../postgres/pool.ts"
import { startMailing } from "./mail/mail-loop.ts"

export interface MailService {
  /** Null: no SMTP server is configured, and no health mail is made. */
  readonly mailer: Mailer | null
  readonly reportPool: Pool
  readonly publicUrl: string | null
  /** Does this process make and send mails? */
  readonly isSending: boolean
  /** A hint that a mail may be due. */
  wake(): void
  stop(): Promise<void>
}

const REPORT_POOL = {
  connectionsMax: POOL_SIZES.reports,
  statementTimeoutMs: 4_000,
  applicationName: "paidout reports",
} as const

/** What mails need; with `sends`, also the loop that makes and sends them. */
export function startMail(options: {
  readonly config: Pick<Config, "smtpUrl" | "mailFrom" | "publicUrl">
  readonly connection: PostgresConnection
  readonly pool: Pool
  readonly log: Log
  readonly metrics: Metrics
  readonly sends: boolean
  readonly pulses?: LoopPulses
}): MailService {
  const { config, pool, log, sends } = options
  const { smtpUrl, publicUrl } = config
  const reportPool = createPool(options.connection, REPORT_POOL)
  const mailer = smtpUrl === null ? null : createSmtpMailer(smtpUrl, config.mailFrom)
  const loop =
    mailer !== null && sends ? startMailing({ ...options, reportPool, mailer, publicUrl }) : null
  if (mailer === null && sends) void warnOfMissingServer(pool, log)
  return {
    mailer,
    reportPool,
    publicUrl,
    isSending: loop !== null,
    wake: () => loop?.wake(),
    async stop() {
      await loop?.stop()
      await reportPool.end()
    },
  }
}

/** Somebody waits for mails that will never come. */
async function warnOfMissingServer(pool: Pool, log: Log): Promise<void> {
  try {
    const { now } = await findClock(pool)
    const page = { windowEnd: now, after: null, limit: 1 }
    const waiting = await listHealthMailMerchants(pool, page)
    if (waiting.length > 0) {
      log.warn({}, "health mails have recipients, but SMTP_URL is not set: none is sent")
    }
  } catch (error) {
    log.debug({ err: error }, "it is not known whether mails have recipients")
  }
}

import { findLastMail, type LastMail } from "../mail/find-last-mail.ts"
import { findHealthMail } from "../merchants/find-health-mail.ts"
import { healthMailSettings } from "../merchants/health-mail.ts"
import type { Hub } from "./hub.ts"

export type HealthMailView = Awaited<ReturnType<typeof healthMailView>>

/** Who gets a merchant's mails, when, and how the last one fared; null: nobody asked for any yet. */
export async function healthMailView(hub: Pick<Hub, "pool" | "mail">, merchantId: string | null) {
  const settings =
    merchantId === null ? healthMailSettings({}) : await findHealthMail(hub.pool, merchantId)
  const last = merchantId === null ? undefined : await findLastMail(hub.pool, merchantId)
  return {
    recipients: settings.recipients,
    when: settings.when,
    stuck_after_hours: settings.stuckAfterHours,
    smtp_configured: hub.mail.mailer !== null,
    last_mail: lastMailView(last),
  }
}

function lastMailView(mail: LastMail | undefined) {
  if (mail === undefined) return null
  return {
    kind: mail.kind,
    state: mail.state,
    subject: mail.subject,
    tries: mail.tries,
    accepted: mail.accepted,
    refused: mail.refused,
    last_error: mail.lastError,
    created_at: mail.createdAt.toISOString(),
    finished_at: mail.finishedAt?.toISOString() ?? null,
  }
}

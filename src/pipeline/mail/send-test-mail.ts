import { PaidoutError } from "../../errors.ts"
import { newUuid } from "../../ids.ts"
import { renderMail } from "../../mail/render-mail.ts"
import type { Mailer, MailOutcome } from "../../mail/smtp-mailer.ts"
import { findHealthMail } from "../../merchants/find-health-mail.ts"
import { findMerchant } from "../../merchants/find-merchant.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"

/** Somebody waits for the answer. */
const sendMs = 20_000

/**
 * Sends a mail to the merchant's recipients now, once, and says what the server answered.
 * @throws PaidoutError mail_unavailable: no SMTP_URL, or no recipients.
 */
export async function sendTestMail(
  context: {
    readonly pool: Pool
    readonly mailer: Mailer | null
    readonly publicUrl: string | null
    readonly metrics: Metrics
  },
  merchantId: string,
): Promise<MailOutcome & { readonly durationMs: number }> {
  const { mailer, publicUrl } = context
  if (mailer === null) throw new PaidoutError("mail_unavailable", "SMTP_URL is not set.")
  const { recipients } = await findHealthMail(context.pool, merchantId)
  if (recipients.length === 0) {
    throw new PaidoutError(
      "mail_unavailable",
      "No recipients are set: PUT /v1/health-report/settings.",
    )
  }
  const merchant = await findMerchant(context.pool, merchantId)
  const begun = performance.now()
  const words = renderMail({
    subject: "Paidout: a test mail",
    heading: `Paidout for ${merchant?.name ?? ""}`,
    lines: ["Somebody asked for this mail, to see whether mails arrive. They do."],
    sections: [],
    link: publicUrl === null ? null : { label: "Open Paidout", url: publicUrl },
    footer: "You get this mail because a merchant's settings in Paidout name you.",
  })
  const mail = { ...words, id: newUuid(), recipients, to: recipients }
  const outcome = await mailer.send(mail, { sendMs })
  const end = outcome.accepted.length > 0 ? "sent" : "given_up"
  context.metrics.mails.inc({ kind: "test", outcome: end })
  return { ...outcome, durationMs: Math.round(performance.now() - begun) }
}

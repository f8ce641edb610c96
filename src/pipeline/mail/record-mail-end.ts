import { setTimeout as sleep } from "node:timers/promises"

import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import type { ClaimedMail } from "../../mail/mail.ts"
import { recordMailTry, type MailTry } from "../../mail/record-mail-try.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"

/** What a try came to. */
export type MailEnd = Omit<MailTry, "merchantId" | "id" | "claimId">

const againAfterMs = 500

/**
 * Keeps it, however often that fails while the claim holds: what was sent and is not recorded would
 * be sent again.
 */
export async function recordMailEnd(
  context: {
    readonly pool: Pool
    readonly log: Log
    readonly metrics: Metrics
    readonly limits: { readonly leaseMs: number }
  },
  mail: ClaimedMail,
  end: MailEnd & { readonly claimId: string },
): Promise<void> {
  const { merchantId, id } = mail
  const untilMs = performance.now() + context.limits.leaseMs
  for (;;) {
    try {
      await recordMailTry(context.pool, { ...end, merchantId, id })
      break
    } catch (error) {
      if (performance.now() > untilMs) throw error
      await sleep(againAfterMs)
    }
  }
  tell(context, mail, end)
}

function tell(
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  mail: ClaimedMail,
  end: MailEnd,
): void {
  const outcome = end.state === "due" ? "retried" : end.state
  metrics.mails.inc({ kind: mail.kind, outcome })
  const line = {
    mail: mail.id,
    kind: mail.kind,
    merchant: idText("merchant", mail.merchantId),
    tries: mail.tries,
    accepted: end.accepted.length,
    refused: end.refused.length,
    ...(end.lastError === null ? {} : { error: end.lastError }),
  }
  switch (end.state) {
    case "sent":
      if (end.refused.length === 0) log.info(line, "a mail was sent")
      else log.warn(line, "a mail was sent, but not to every recipient")
      return
    case "due":
      log.warn({ ...line, retry_in_ms: end.retryInMs }, "a mail could not be sent: trying again")
      return
    case "given_up":
      log.error(line, "a mail was given up: check SMTP_URL and the mail server")
      return
    case "dropped":
      log.debug(line, "a mail had nothing to say any more")
  }
}

import type { Log } from "../../log.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { ClaimedMail } from "../../mail/mail.ts"
import type { Mailer } from "../../mail/smtp-mailer.ts"
import { storeWrittenMail } from "../../mail/store-written-mail.ts"
import { findHealthMail } from "../../merchants/find-health-mail.ts"
import type { HealthMailSettings } from "../../merchants/health-mail.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"
import { lastWindow } from "./health-window.ts"
import { judgeMailTry, type MailVerdict } from "./judge-mail-try.ts"
import { recordMailEnd, type MailEnd } from "./record-mail-end.ts"
import { writeHealthMail } from "./write-health-mail.ts"

export interface MailContext {
  readonly pool: Pool
  /** Bounds the time of a report's statements. */
  readonly reportPool: Pool
  readonly mailer: Mailer
  readonly publicUrl: string | null
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: {
    /** How long a claim holds: longer than writing a mail can take, and than sending it. */
    readonly leaseMs: number
    readonly retryWaitsMs: readonly number[]
  }
}

interface Claim {
  readonly claimId: string
  /** Aborted when this process stops. */
  readonly signal: AbortSignal
}

/**
 * One try of a claimed mail: written where it is not yet, sent, and what it came to recorded. Where
 * anything of that fails by itself, the claim runs out and the mail is tried again.
 */
export async function sendMail(
  context: MailContext,
  mail: ClaimedMail,
  claim: Claim,
): Promise<void> {
  const { now, aheadMs } = await findClock(context.pool)
  const settings = await findHealthMail(context.pool, mail.merchantId)
  const to = openRecipients(mail, settings)
  const end =
    to.length === 0 || isOutOfDate(mail, { now, settings })
      ? endWithoutTry(mail)
      : await tryMail(context, mail, { ...claim, settings, to, now, aheadMs })
  if (end !== undefined) await recordMailEnd(context, mail, { ...end, claimId: claim.claimId })
}

/**
 * Who was taken out of the settings meanwhile gets nothing any more; a receipt goes to the payees
 * that it was made for.
 */
function openRecipients(mail: ClaimedMail, settings: HealthMailSettings): readonly string[] {
  const done = new Set([...mail.accepted, ...mail.refused])
  const isWanted = (address: string) =>
    mail.kind === "receipt" || settings.recipients.includes(address)
  return mail.recipients.filter((address) => isWanted(address) && !done.has(address))
}

/** Whom the mail's own headers name. */
function namedIn({ recipients, cc, bcc }: ClaimedMail) {
  const unnamed = new Set([...cc, ...bcc])
  return { recipients: recipients.filter((address) => !unnamed.has(address)), cc }
}

/** A report that was never tried tells of the last window, or of nothing: no flood after a pause. */
function isOutOfDate(
  mail: ClaimedMail,
  { now, settings }: { readonly now: Date; readonly settings: HealthMailSettings },
): boolean {
  if (mail.kind !== "health") return false
  if (settings.when === "never") return true
  const isUntried = mail.written === null || mail.tries === 1
  return isUntried && mail.windowStart?.getTime() !== lastWindow(now).from.getTime()
}

function endWithoutTry(mail: ClaimedMail): MailEnd {
  const state = mail.accepted.length > 0 ? "sent" : "dropped"
  return { state, accepted: [], refused: [], lastError: null, retryInMs: 0 }
}

/** Undefined: the claim is another's by now. */
async function tryMail(
  context: MailContext,
  mail: ClaimedMail,
  options: Claim & {
    readonly settings: HealthMailSettings
    readonly to: readonly string[]
    readonly now: Date
    readonly aheadMs: number
  },
): Promise<MailEnd | undefined> {
  const { merchantId, id } = mail
  const { claimId, signal, to, now } = options
  const { leaseMs, retryWaitsMs } = context.limits
  const words = mail.written ?? (await writeHealthMail(context, mail, options))
  if (words === null) return endWithoutTry(mail)
  if (mail.written === null) {
    const stored = { ...words, merchantId, id, claimId, leaseMs }
    if (!(await storeWrittenMail(context.pool, stored))) return undefined
  }
  const outcome = await context.mailer.send({ ...words, ...namedIn(mail), id, to }, { signal })
  const verdict: MailVerdict = judgeMailTry(mail, outcome, { to, now, waitsMs: retryWaitsMs })
  return verdict
}

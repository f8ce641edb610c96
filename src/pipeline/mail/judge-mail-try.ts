import type { ClaimedMail } from "../../mail/mail.ts"
import type { MailOutcome } from "../../mail/smtp-mailer.ts"

/** What becomes of a mail after a try. */
export interface MailVerdict {
  readonly state: "due" | "sent" | "given_up"
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  readonly lastError: string | null
  readonly retryInMs: number
}

const minuteMs = 60_000
/** The wait after each failed try; after the last of them, the last again. */
export const MAIL_RETRY_WAITS_MS = [1, 2, 5, 15, 30, 60, 120, 240].map(
  (minutes) => minutes * minuteMs,
)
const giveUpAfterMs = 24 * 60 * minuteMs

/**
 * A recipient refused for good leaves the mail only when others were accepted: a server that
 * refuses everybody is more likely set up wrongly, and is tried again.
 */
export function judgeMailTry(
  mail: Pick<ClaimedMail, "accepted" | "tries" | "createdAt">,
  outcome: MailOutcome,
  options: {
    readonly to: readonly string[]
    readonly now: Date
    readonly waitsMs?: readonly number[]
    /** 0 to 1, for the jitter of ± 10 %. */
    readonly random?: number
  },
): MailVerdict {
  const { to, now, waitsMs = MAIL_RETRY_WAITS_MS, random = Math.random() } = options
  const taken = mail.accepted.length + outcome.accepted.length > 0
  const refused = taken ? outcome.refused.map(({ address }) => address) : []
  const done = new Set([...outcome.accepted, ...refused])
  const result = { accepted: outcome.accepted, refused, retryInMs: 0 }
  const lastError = errorOf(outcome)
  if (to.every((address) => done.has(address))) return { ...result, state: "sent", lastError }
  if (outcome.failure?.cause === "stopped") return { ...result, state: "due", lastError }
  if (now.getTime() - mail.createdAt.getTime() >= giveUpAfterMs) {
    return { ...result, state: "given_up", lastError }
  }
  const waitMs = waitsMs[Math.min(mail.tries, waitsMs.length) - 1] ?? 0
  const retryInMs = Math.round(waitMs * (0.9 + 0.2 * random))
  return { ...result, state: "due", lastError, retryInMs }
}

function errorOf({ failure, refused }: MailOutcome): string | null {
  if (failure !== null) return `${failure.cause}: ${failure.answer}`
  const [first] = refused
  return first === undefined ? null : `rejected: ${first.answer}`
}

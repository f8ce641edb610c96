import { createTransport } from "nodemailer"

import type { Mailbox } from "../mail-address.ts"
import { oneLine } from "./mail-text.ts"
import type { WrittenMail } from "./mail.ts"
import { credentialHider, mailFailureOf, type MailFailure } from "./smtp-failure.ts"

export interface OutgoingMail extends WrittenMail {
  /** The same for every try of a mail: servers and mailboxes tell by it what they have. */
  readonly id: string
  /** Who is named in it, and whom it names as getting a copy. */
  readonly recipients: readonly string[]
  readonly cc?: readonly string[]
  /** Who is to get it now, named in it or not. */
  readonly to: readonly string[]
}

/** What became of it. Who is neither accepted nor refused may get it later. */
export interface MailOutcome {
  readonly accepted: readonly string[]
  /** Their server says it will never take it, and what it answered. */
  readonly refused: readonly MailRefusal[]
  /** What the server answered for those who have it; null: nobody has. */
  readonly answer: string | null
  /** Why there are others; null: there are none. */
  readonly failure: MailFailure | null
}

export interface MailRefusal {
  readonly address: string
  readonly answer: string
}

export interface Mailer {
  /** Ends within `sendMs`, and never throws: what went wrong is told. */
  send(
    mail: OutgoingMail,
    options?: { readonly signal?: AbortSignal; readonly sendMs?: number },
  ): Promise<MailOutcome>
}

export interface MailerLimits {
  readonly connectMs: number
  readonly greetingMs: number
  /** Without a byte from the server. */
  readonly silenceMs: number
  /** For all of it: one that trickles holds nobody for longer. */
  readonly sendMs: number
}

export const mailerLimits: MailerLimits = {
  connectMs: 10_000,
  greetingMs: 10_000,
  silenceMs: 30_000,
  sendMs: 45_000,
}

/** Sends over SMTP, a connection per mail. `smtpUrl` was checked by `readConfig`. */
export function createSmtpMailer(
  smtpUrl: string,
  from: Mailbox,
  limits: MailerLimits = mailerLimits,
): Mailer {
  const hide = credentialHider(smtpUrl)
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    // One would otherwise be told everything that is said, in the clear.
    logger: false,
    debug: false,
  })
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1)

  return {
    async send(mail, { signal, sendMs = limits.sendMs } = {}) {
      const late = AbortSignal.timeout(sendMs)
      try {
        const info = await transport.sendMail({
          from: { ...from },
          // A mail to nobody that it names says so (RFC 5322, appendix A.1.3).
          to: isToNobody(mail) ? "undisclosed-recipients:;" : [...mail.recipients],
          cc: [...(mail.cc ?? [])],
          envelope: { from: from.address, to: [...mail.to] },
          messageId: `<${mail.id}.paidout@${domain}>`,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          // No answering machine answers it (RFC 3834).
          headers: { "Auto-Submitted": "auto-generated" },
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: signal === undefined ? late : AbortSignal.any([late, signal]),
        })
        return outcomeOf(info, hide)
      } catch (error) {
        return failedOutcome(error, { hide, late: late.aborted, stopped: signal?.aborted === true })
      }
    },
  }
}

function isToNobody({ recipients, cc = [] }: OutgoingMail): boolean {
  return recipients.length + cc.length === 0
}

interface RecipientError {
  readonly recipient?: string | undefined
  readonly permanent?: boolean | undefined
  readonly response?: string | undefined
}

function outcomeOf(
  info: {
    readonly accepted: readonly string[]
    readonly response: string
    readonly rejectedErrors?: readonly RecipientError[] | undefined
  },
  hide: (text: string) => string,
): MailOutcome {
  const errors = info.rejectedErrors ?? []
  const deferred = errors.find(({ permanent }) => permanent !== true)
  return {
    accepted: info.accepted,
    refused: refusals(errors, hide),
    answer: oneLine(hide(info.response)),
    failure: deferred === undefined ? null : mailFailureOf(deferred, hide),
  }
}

function failedOutcome(
  error: unknown,
  context: {
    readonly hide: (text: string) => string
    readonly late: boolean
    readonly stopped: boolean
  },
): MailOutcome {
  const errors = recipientErrorsOf(error)
  const failure: MailFailure = context.stopped
    ? { cause: "stopped", answer: "this process was stopped" }
    : context.late
      ? { cause: "timeout", answer: "the server took too long" }
      : mailFailureOf(error, context.hide)
  return { accepted: [], refused: refusals(errors, context.hide), answer: null, failure }
}

function recipientErrorsOf(error: unknown): readonly RecipientError[] {
  if (!(error instanceof Error) || !("rejectedErrors" in error)) return []
  return Array.isArray(error.rejectedErrors) ? (error.rejectedErrors as RecipientError[]) : []
}

function refusals(
  errors: readonly RecipientError[],
  hide: (text: string) => string,
): readonly MailRefusal[] {
  return errors.flatMap(({ recipient, permanent, response }) =>
    permanent === true && recipient !== undefined
      ? [{ address: recipient, answer: oneLine(hide(response ?? "")) }]
      : [],
  )
}

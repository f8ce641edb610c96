import { newUuid } from "../../ids.ts"
import type { LoopPulses } from "../../loop-pulses.ts"
import { claimMails } from "../../mail/claim-mails.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { ClaimedMail } from "../../mail/mail.ts"
import { mailerLimits } from "../../mail/smtp-mailer.ts"
import { lastWindow } from "./health-window.ts"
import { MAIL_RETRY_WAITS_MS } from "./judge-mail-try.ts"
import { makeHealthMails } from "./make-health-mails.ts"
import { sendMail, type MailContext } from "./send-mail.ts"
import { createSleeper } from "../../sleep-until-woken.ts"

export interface MailLoop {
  /** A hint that a mail may be due. The loop also looks by itself. */
  wake(): void
  /** Waits a little for what is being sent; then cuts it off, to be sent again by another. */
  stop(): Promise<void>
  /** Ends without a word to anybody: what a killed process does. */
  die(): void
}

export interface MailLoopLimits {
  /** How soon a window's end, or a mail that is due, is noticed. */
  readonly pollMs: number
  /** Mails on their way at the same time. */
  readonly lanes: number
  readonly leaseMs: number
  readonly retryWaitsMs: readonly number[]
  readonly stopMs: number
}

const LIMITS: MailLoopLimits = {
  pollMs: 5_000,
  lanes: 4,
  leaseMs: mailerLimits.sendMs + 15_000,
  retryWaitsMs: MAIL_RETRY_WAITS_MS,
  stopMs: 5_000,
}

/** Makes the health mails of each window that ends, and sends what the outbox holds. */
export function startMailing(
  options: Omit<MailContext, "limits"> & {
    readonly limits?: Partial<MailLoopLimits>
    readonly pulses?: LoopPulses
  },
): MailLoop {
  const limits = { ...LIMITS, ...options.limits }
  const context: MailContext = { ...options, limits }
  const { pool, log } = context
  const sleeper = createSleeper()
  const cut = new AbortController()
  const underWay = new Set<Promise<void>>()
  let madeUntilMs = 0
  let failures = 0
  let stopped = false

  async function makeDue(): Promise<void> {
    const window = lastWindow((await findClock(pool)).now)
    if (window.to.getTime() === madeUntilMs) return
    await makeHealthMails(pool, window)
    madeUntilMs = window.to.getTime()
  }

  async function sendDue(): Promise<void> {
    const limit = limits.lanes - underWay.size
    if (limit === 0 || stopped) return
    const claimId = newUuid()
    for (const mail of await claimMails(pool, { claimId, leaseMs: limits.leaseMs, limit })) {
      const sending = send(mail, claimId).finally(() => {
        underWay.delete(sending)
        sleeper.wake()
      })
      underWay.add(sending)
    }
  }

  async function send(mail: ClaimedMail, claimId: string): Promise<void> {
    try {
      await sendMail(context, mail, { claimId, signal: cut.signal })
    } catch (error) {
      log.warn({ err: error, mail: mail.id }, "a mail was not finished: its claim runs out")
    }
  }

  async function run(): Promise<void> {
    const beat = options.pulses?.begin("mail")
    while (!stopped) {
      beat?.()
      try {
        await makeDue()
        await sendDue()
        failures = 0
      } catch (error) {
        failures += 1
        if (failures === 1) log.warn({ err: error }, "the mail loop failed; trying again")
      }
      if (!stopped) await sleeper.sleep(limits.pollMs)
    }
  }
  const running = run()

  return {
    wake: () => sleeper.wake(),
    async stop() {
      stopped = true
      sleeper.wake()
      const timer = setTimeout(() => cut.abort(), limits.stopMs)
      await running
      await Promise.all(underWay)
      clearTimeout(timer)
    },
    die() {
      stopped = true
      sleeper.wake()
    },
  }
}

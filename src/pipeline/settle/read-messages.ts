import type { ClaimedMessage } from "../../inbox/claim-messages.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import { findProvider } from "../../providers/index.ts"
import type { DecodeSettings, Unrecognised } from "../../providers/provider.ts"

/** An event with what told it. */
export interface ToldEvent {
  readonly message: TellingMessage
  readonly event: PaidoutEvent
  readonly live: boolean
  /** Which payout, batch or payment it is about, where the teller knows; else its names decide. */
  readonly subjectId?: string
  /** Of a poll: what the provider answered. */
  readonly readingId?: string
  /** Of a payout that was announced: the UUID of the one in whose place it was made. */
  readonly replaces?: string
  /** Of an operator: who and why. */
  readonly note?: string
  /** When it was written down (RFC 3339 UTC), where that is not now: imported. */
  readonly recordedAt?: string
}

/** Of a webhook, its message; polls, timers and operators have none: their `id` is null. */
export type TellingMessage = Pick<ClaimedMessage, "merchantId" | "sourceId" | "provider"> & {
  readonly id: string | null
}

/** A message that a person must look at. Its understood events, if any, apply all the same. */
export interface Misread {
  readonly message: ClaimedMessage
  readonly body: Uint8Array
  readonly reason: string
  readonly hint: string
  readonly wireEvent: string | null
}

/** A source whose mode was not set, and the first event told it. */
export interface ToldMode {
  readonly merchantId: string
  readonly sourceId: string
  readonly live: boolean
}

export interface Reading {
  readonly told: readonly ToldEvent[]
  readonly misread: readonly Misread[]
  /** In one order for all workers, since each locks its source. */
  readonly modes: readonly ToldMode[]
  /** Messages that hold nothing about a payout, batch or payment. */
  readonly ignoredCount: number
  /** What the provider calls it, by message, where that is known; of several events the first. */
  readonly wireEvents: ReadonlyMap<string, string>
}

/** A message with its opened body; null when the body was pruned. */
export interface OpenedMessage {
  readonly message: ClaimedMessage
  readonly body: Buffer | null
}

/** What do these messages say? Pure: no I/O, never throws for anything a provider may send. */
export function readMessages(opened: readonly OpenedMessage[]): Reading {
  const told: ToldEvent[] = []
  const misread: Misread[] = []
  const modes = new Map<string, ToldMode>()
  const wireEvents = new Map<string, string>()
  let ignoredCount = 0

  for (const { message, body } of opened) {
    const park = (problem: Problem) =>
      misread.push({ message, body: body ?? Buffer.alloc(0), ...problem })
    if (message.missing !== null) {
      const hint = `The ${message.missing} of this webhook is no longer in the database.`
      park({ reason: `${message.missing}_missing`, hint, wireEvent: null })
      continue
    }
    const provider = findProvider(message.provider)
    if (provider === undefined || body === null) {
      const reason = provider === undefined ? "provider_unknown" : "body_pruned"
      park({ reason, hint: "This version cannot read it any more.", wireEvent: null })
      continue
    }
    const decoded = provider.decode({ headers: message.headers, body }, decodeSettings(message))
    switch (decoded.outcome) {
      case "ignored":
        ignoredCount += 1
        wireEvents.set(message.id, decoded.wireEvent)
        break
      case "unrecognised":
        park(decoded)
        if (decoded.wireEvent !== null) wireEvents.set(message.id, decoded.wireEvent)
        break
      case "events":
        for (const problem of decoded.alsoUnrecognised ?? []) park(problem)
        for (const event of decoded.events) {
          if (!wireEvents.has(message.id)) wireEvents.set(message.id, event.wireEvent)
          const known = message.live ?? modes.get(message.sourceId)?.live ?? null
          const problem = foreign(event, message, known)
          if (problem !== undefined) {
            park(problem)
            continue
          }
          if (known === null && event.live !== null) {
            const { merchantId, sourceId } = message
            modes.set(sourceId, { merchantId, sourceId, live: event.live })
          }
          told.push({ message, event, live: event.live ?? known ?? false })
        }
        break
      default:
        decoded satisfies never
    }
  }
  return {
    told,
    misread,
    modes: [...modes.values()].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1)),
    ignoredCount,
    wireEvents,
  }
}

export function decodeSettings(of: {
  readonly settings: Readonly<Record<string, unknown>>
}): DecodeSettings {
  const instantPayouts = of.settings["instant_payouts"]
  return instantPayouts === "always" || instantPayouts === "never" || instantPayouts === "by_method"
    ? { instantPayouts }
    : {}
}

type Problem = Unrecognised | Pick<Misread, "reason" | "hint" | "wireEvent">

/** Test and live never mix, nor do merchant accounts. */
function foreign(
  event: PaidoutEvent,
  message: ClaimedMessage,
  live: boolean | null,
): Problem | undefined {
  const { wireEvent } = event
  if (live !== null && event.live !== null && event.live !== live) {
    const mode = (isLive: boolean) => (isLive ? "live" : "test")
    return {
      reason: "mode_mismatch",
      hint: `The event is a ${mode(event.live)} event, the source is a ${mode(live)} source.`,
      wireEvent,
    }
  }
  const account = message.settings["account"] ?? message.settings["merchant_account"]
  if (typeof account === "string" && event.account !== null && event.account !== account) {
    return {
      reason: "account_mismatch",
      hint: `The event names the merchant account "${event.account}", the source is for "${account}".`,
      wireEvent,
    }
  }
  return undefined
}

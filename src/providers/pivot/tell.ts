import type { BatchCounters, BatchEvent, PaymentEvent, PayoutEvent } from "../../payout/event.ts"
import type { Failure } from "../../payout/failure.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import type { News, TellingWish, ToldWebhook } from "../provider.ts"
import { encode } from "./encode.ts"
import { requestOf } from "./payload.ts"
import { BULK_EVENTS, SINGLE_EVENTS } from "./status.ts"
import {
  batchEvent,
  BULK_WORDS,
  NEWS_AFTER,
  PAYMENT_NEWS_AFTER,
  payoutSaying,
  SINGLE_WORDS,
  type PaymentWord,
  type Saying,
} from "./telling-tables.ts"

/**
 * What Pivot would say of this to an endpoint, or null. A payout is written as `wish.form` says
 * where that is true of it: only another provider's payout is a request of one.
 */
export function tell(news: News, wish: TellingWish): ToldWebhook | null {
  if (news.certainty === "presumed" && wish.settings.include_presumed !== true) return null
  const { event } = news
  switch (event.subject) {
    case "payout":
      return tellPayout(event, wish)
    case "batch":
      return tellBatch(event, wish)
    case "payment":
      return tellPayment(event, wish)
    default:
      return event satisfies never
  }
}

function tellPayout(event: PayoutEvent, wish: TellingWish): ToldWebhook | null {
  const asFailed = event.status === "reversed" && wish.settings.reversal_as_failed === true
  const saying = asFailed ? "FAILED" : payoutSaying(event.status, event.reason)
  if (saying === null) return null
  const before = toldSaying(wish.toldBefore)
  const news: readonly string[] = NEWS_AFTER[saying]
  if (!news.includes(before)) return null
  const written = writePayout(event, saying, wish.form)
  if (written !== null || saying !== "CANCELLED" || before !== "SUCCESS") return written
  // A word for "cancelled" is not to be had here, and SUCCESS must not stand.
  return writePayout(event, "FAILED", wish.form)
}

const DONE = "PAYOUT.DONE"

/** Words of both forms: an endpoint may have changed its form in between. */
function toldSaying(word: string | null): Saying | "nothing" {
  if (word === null) return "nothing"
  const sayings = Object.keys(SINGLE_WORDS) as Saying[]
  const said = sayings.find((each) => SINGLE_WORDS[each] === word || bulkWord(each) === word)
  return said ?? "nothing"
}

function bulkWord(saying: Saying): string {
  const { event } = BULK_WORDS[saying]
  return event === DONE ? `${event} ${saying}` : event
}

function writePayout(event: PayoutEvent, saying: Saying, form: string): ToldWebhook | null {
  const wantsBulk = form === "bulk" || SINGLE_WORDS[saying] === null
  return (wantsBulk ? writeRequestOfOne(event, saying) : null) ?? writeSingle(event, saying)
}

function writeSingle(event: PayoutEvent, saying: Saying): ToldWebhook | null {
  const word = SINGLE_WORDS[saying]
  if (word === null) return null
  const { status, reason } = SINGLE_EVENTS[word]
  // What Pivot once said of a delay is no reason of what came after.
  const details = saying === "DELAYED" ? event.details : {}
  const failure = saying === "FAILED" ? failureOf(event) : null
  return told(word, encode({ ...event, status, reason, failure, details }, {}))
}

/** A payout of Pivot's is one of a request of unknown size; and counters are rupiah. */
function writeRequestOfOne(event: PayoutEvent, saying: Saying): ToldWebhook | null {
  const { amount } = event
  if (requestOf(event) !== null || amount === null) return null
  const { event: name, counter } = BULK_WORDS[saying]
  const none = { count: 0, amount: 0n }
  const counters: BatchCounters = {
    currency: amount.currency,
    pending: none,
    success: none,
    failed: none,
    cancelled: none,
    [counter]: { count: 1, amount: amount.amount },
  }
  const { status, reason } = BULK_EVENTS[name]
  const { key, wireEvent, providerId, live, account, occurredAt, order } = event
  const shared = { key, wireEvent, providerId, live, account, occurredAt, order }
  return told(
    bulkWord(saying),
    encode({ ...shared, subject: "batch", status, reason, counters }, {}),
  )
}

/** A failure always has words: Pivot names none for a reversal, and an operator may name none. */
function failureOf(event: PayoutEvent): Failure {
  const code = event.status === "reversed" ? "rejected_by_bank" : "unknown"
  return event.failure ?? { code, providerCode: null, providerReason: null }
}

function tellBatch(event: BatchEvent, wish: TellingWish): ToldWebhook | null {
  const name = batchEvent(event.status, event.reason)
  if (name === null) return null
  const { counters } = event
  // Pivot says DONE again when its counters have moved: they are part of the word.
  const word = counters === null ? name : `${name} ${figures(counters)}`
  if (word === wish.toldBefore) return null
  return told(word, encode({ ...event, reason: BULK_EVENTS[name].reason }, {}))
}

/** Count and amount of pending, success, failed, cancelled: `0/0 1/100000 0/0 0/0`. */
function figures({ pending, success, failed, cancelled }: BatchCounters): string {
  return [pending, success, failed, cancelled]
    .map(({ count, amount }) => `${count}/${decimalFromAmount(amount, 0)}`)
    .join(" ")
}

function tellPayment(event: PaymentEvent, wish: TellingWish): ToldWebhook | null {
  const word = paymentWord(event)
  const known = Object.keys(PAYMENT_NEWS_AFTER).find((each) => each === wish.toldBefore)
  const news: readonly string[] = PAYMENT_NEWS_AFTER[word]
  return news.includes(known ?? "nothing") ? told(word, encode(event, {})) : null
}

function paymentWord(event: PaymentEvent): PaymentWord {
  if (event.paidCharge !== null) return "CHARGE.SUCCESS"
  return `PAYMENT.${event.status.toUpperCase() as Uppercase<typeof event.status>}`
}

function told(word: string, webhook: ToldWebhook["webhook"] | null): ToldWebhook | null {
  return webhook && { word, webhook }
}

import type { BatchCounters, BatchEvent, PaidoutEvent, PayoutEvent } from "../../payout/event.ts"
import { decimalFromAmount, minorFromAmount } from "../../payout/money.ts"
import { JsonNumber } from "../json.ts"
import type { EncodedWebhook, SourceSecrets } from "../provider.ts"
import { COUNTER_CURRENCY } from "./decode-batch.ts"
import { encodePayment } from "./encode-payment.ts"
import { isWritable, requestOf, uuidFor, wireDecimals } from "./payload.ts"
import { sign } from "./sign.ts"
import { BULK_EVENTS, failureCodeOf, REASON_FOR_FAILURE, SINGLE_EVENTS } from "./status.ts"

/**
 * The callback that Pivot would send, or null where it has no words: a payout that is pending,
 * cancelled or reversed, a request that is merely running, an amount finer than it can write.
 */
export function encode(event: PaidoutEvent, secrets: SourceSecrets): EncodedWebhook | null {
  const body = bodyOf(event)
  if (body === null) return null
  const headers = { "Content-Type": "application/json", Accept: "application/json" }
  return sign({ headers, body: Buffer.from(JSON.stringify(body), "utf8") }, secrets)
}

function bodyOf(event: PaidoutEvent): object | null {
  switch (event.subject) {
    case "payout":
      return encodePayout(event)
    case "batch":
      return encodeBatch(event)
    case "payment":
      return encodePayment(event)
    default:
      return event satisfies never
  }
}

function encodePayout(event: PayoutEvent): object | null {
  const name = eventName(SINGLE_EVENTS, event)
  if (name === null || !isWritable(event.amount)) return null
  return {
    event: name,
    data: {
      // A payout of another provider has one id: it stands for the request, the reference beside it.
      uuid: requestOf(event) ?? uuidFor(event.providerId),
      merchantId: event.account,
      payouts: {
        referenceId: event.reference ?? event.providerId,
        amount: event.amount && {
          currency: event.amount.currency,
          value: decimalFromAmount(event.amount.amount, wireDecimals(event.amount.currency)),
        },
        status: SINGLE_EVENTS[name].word,
        reason: reasonOf(event),
      },
    },
  }
}

function encodeBatch(event: BatchEvent): object | null {
  const name = eventName(BULK_EVENTS, event)
  if (name === null) return null
  const payoutResults = event.counters && encodeCounters(event.counters)
  if (payoutResults === undefined) return null
  // Without them these two cannot be told from other forms.
  if (payoutResults === null && (event.status === "done" || event.status === "processing")) {
    return null
  }
  return {
    event: name,
    data: {
      uuid: uuidFor(event.providerId),
      merchantId: event.account,
      ...(payoutResults && { payoutResults }),
      status: BULK_EVENTS[name].word,
    },
  }
}

/** The event whose meaning this is, to the step: Pivot has one for "delayed", none for "sent". */
function eventName<Name extends string>(
  table: Readonly<Record<Name, { readonly status: string; readonly reason: string | null }>>,
  event: { readonly status: string; readonly reason: string | null },
): Name | null {
  const names = Object.keys(table) as Name[]
  const sameMeaning = (name: Name): boolean =>
    table[name].status === event.status && table[name].reason === event.reason
  return names.find(sameMeaning) ?? null
}

/** Pivot's own text goes back as it came; another provider's failure is put in Pivot's words. */
function reasonOf(event: PayoutEvent): string | null {
  const { failure } = event
  const isPivots = requestOf(event) !== null
  if (failure === null) return (isPivots && event.details.extra?.["reason"]) || null
  const said = failure.providerReason ?? failure.providerCode
  const isPivotsWord = failureCodeOf(said) === failure.code
  return isPivotsWord && (isPivots || failure.code !== "unknown")
    ? said
    : REASON_FOR_FAILURE[failure.code]
}

function encodeCounters(counters: BatchCounters): object | undefined {
  if (counters.currency !== COUNTER_CURRENCY) return undefined
  const amounts = [counters.pending, counters.success, counters.failed, counters.cancelled].map(
    ({ amount }) => minorFromAmount(amount, 0),
  )
  const [pending, success, failed, cancelled] = amounts
  if (!pending || !success || !failed || !cancelled) return undefined
  return {
    totalPendingCount: counters.pending.count,
    totalPendingAmount: new JsonNumber(pending),
    totalSuccessCount: counters.success.count,
    totalSuccessAmount: new JsonNumber(success),
    totalFailedCount: counters.failed.count,
    totalFailedAmount: new JsonNumber(failed),
    totalCancelledCount: counters.cancelled.count,
    totalCancelledAmount: new JsonNumber(cancelled),
  }
}

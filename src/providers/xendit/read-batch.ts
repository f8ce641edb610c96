import type { BatchCounter, BatchEvent } from "../../payout/event.ts"
import { countOf, shownText } from "../json-fields.ts"
import { amountFromWire } from "./amount.ts"
import type { Payload } from "./payload.ts"
import { takeIdentifier } from "./read-payout.ts"
import { Refusal } from "./refusal.ts"

/** Batches are of the Indonesian legacy API, which has no currency field. */
const CURRENCY = "IDR"

/**
 * The head of a legacy batch disbursement callback. No body of it was ever printed or recorded:
 * the names are those of four third-party models. Throws a `Refusal`.
 */
export function readBatch(fields: Payload, providerId: string): BatchEvent {
  const wireStatus = takeIdentifier(fields, "status")
  if (wireStatus === null) throw new Refusal("field_missing", "The batch has no status.")
  if (wireStatus !== "COMPLETED") {
    throw new Refusal(
      "status_unknown",
      `The batch status ${shownText(wireStatus)} is not known here; its payouts are.`,
    )
  }
  const uploaded = takeCounter(fields, "uploaded")
  const success = takeCounter(fields, "disbursed")
  const failed = takeCounter(fields, "error")
  const updated = fields.takeTime("updated") ?? null
  return {
    subject: "batch",
    key: `batch:${providerId}:${wireStatus}:${success?.count ?? "-"}:${failed?.count ?? "-"}`,
    wireEvent: "batch_disbursement.completed",
    providerId,
    live: null,
    account: takeIdentifier(fields, "user_id"),
    occurredAt: updated,
    order: updated,
    status: "done",
    reason: null,
    counters:
      uploaded && success && failed
        ? {
            currency: CURRENCY,
            pending: remaining(uploaded, [success, failed]),
            success,
            failed,
            cancelled: { count: 0, amount: 0n },
          }
        : null,
  }
}

function takeCounter(fields: Payload, word: string): BatchCounter | undefined {
  const countValue = fields.take(`total_${word}_count`)
  const amountValue = fields.take(`total_${word}_amount`)
  if (countValue === undefined || amountValue === undefined) return undefined
  const count = countOf(countValue)
  const amount = amountFromWire(amountValue, CURRENCY, "main")
  if (count === undefined || amount === undefined) {
    throw new Refusal("amount_invalid", `The batch's total_${word} figures are no exact figures.`)
  }
  return { count, amount }
}

function remaining(whole: BatchCounter, parts: readonly BatchCounter[]): BatchCounter {
  const count = parts.reduce((left, part) => left - part.count, whole.count)
  const amount = parts.reduce((left, part) => left - part.amount, whole.amount)
  if (count < 0 || amount < 0n) {
    throw new Refusal("contradiction", "More of the batch is settled than was uploaded.")
  }
  return { count, amount }
}

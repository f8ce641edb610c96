import type { BatchCounter, BatchCounters, BatchEvent } from "../../payout/event.ts"
import { countOf, isAbsent, objectOf } from "../json-fields.ts"
import type { JsonObject } from "../json.ts"
import { requestId } from "./decode-payout.ts"
import {
  amountOf,
  amountProblem,
  batchKey,
  optionalIdentifier,
  Problem,
  statusProblem,
} from "./payload.ts"
import { BULK_EVENTS, PAYOUT_WORDS, statusWord } from "./status.ts"

/** The bulk form: counters of a whole request, no payout of it by name. */
export function decodeBatch(
  event: keyof typeof BULK_EVENTS,
  data: JsonObject,
): BatchEvent | Problem {
  const meaning = BULK_EVENTS[event]
  const uuid = requestId(data)
  if (uuid instanceof Problem) return uuid
  const account = optionalIdentifier(data, "merchantId")
  if (account instanceof Problem) return account

  // Only DONE is printed anywhere: for the others a missing status or counter is no objection.
  const wireStatus = optionalIdentifier(data, "status")
  if (wireStatus instanceof Problem) return wireStatus
  if (wireStatus !== null) {
    const contradiction = statusProblem(event, statusWord(wireStatus), {
      agreesWith: meaning.agreesWith,
      known: (word) => PAYOUT_WORDS.has(word),
    })
    if (contradiction) return contradiction
  }
  const counters = countersOf(event, data)
  if (counters instanceof Problem) return counters

  return {
    subject: "batch",
    key: batchKey(uuid, event, counters),
    wireEvent: event,
    providerId: uuid,
    live: null,
    account,
    occurredAt: null,
    order: null,
    status: meaning.status,
    reason: meaning.reason,
    counters,
  }
}

/** The wire names no currency for counters: it is rupiah, the only one of domestic payouts. */
export const COUNTER_CURRENCY = "IDR"

function countersOf(event: string, data: JsonObject): BatchCounters | null | Problem {
  return readCounters(data) ?? absentCounters(event, data)
}

/** Null: there are none. */
export function readCounters(data: JsonObject): BatchCounters | null | Problem {
  const results = data["payoutResults"] ?? data["payoutsResults"]
  if (isAbsent(results)) return null
  const object = objectOf(results)
  if (!object) return new Problem("field_invalid", "The field payoutResults is no object.")
  const pending = counterOf(object, "Pending")
  if (pending instanceof Problem) return pending
  const success = counterOf(object, "Success")
  if (success instanceof Problem) return success
  const failed = counterOf(object, "Failed")
  if (failed instanceof Problem) return failed
  const cancelled = counterOf(object, "Cancelled")
  if (cancelled instanceof Problem) return cancelled
  return { currency: COUNTER_CURRENCY, pending, success, failed, cancelled }
}

function absentCounters(event: string, data: JsonObject): null | Problem {
  if (!isAbsent(data["payouts"])) {
    return new Problem("contradiction", `${event} tells of a whole request, data.payouts of one.`)
  }
  return event === "PAYOUT.DONE" || event === "PAYOUT.DELAYED"
    ? new Problem("field_missing", "The field payoutResults is missing.")
    : null
}

function counterOf(results: JsonObject, what: string): BatchCounter | Problem {
  const countField = `total${what}Count`
  const amountField = `total${what}Amount`
  const countValue = results[countField]
  const amountValue = results[amountField]
  // Older pages and test samples know no cancelled payouts.
  const mayLack = what === "Cancelled"
  if (!mayLack && (isAbsent(countValue) || isAbsent(amountValue))) {
    return new Problem("field_missing", `The field ${countField} or ${amountField} is missing.`)
  }
  const count = isAbsent(countValue) ? 0 : countOf(countValue)
  if (count === undefined) return new Problem("field_invalid", `${countField} is no count.`)
  const amount = isAbsent(amountValue) ? 0n : amountOf(amountValue, COUNTER_CURRENCY)
  return amount === undefined ? amountProblem(amountField) : { count, amount }
}

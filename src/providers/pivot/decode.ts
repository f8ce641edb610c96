import type { PaidoutEvent } from "../../payout/event.ts"
import { field, identifierOf, isAbsent, objectOf, shownText } from "../json-fields.ts"
import { readJson } from "../json.ts"
import type { Decoded, Unrecognised, WebhookRequest } from "../provider.ts"
import { decodeBatch } from "./decode-batch.ts"
import { decodePayment } from "./decode-payment.ts"
import { decodePayouts } from "./decode-payout.ts"
import { Problem } from "./payload.ts"
import { BULK_EVENTS, OTHER_PRODUCTS, PAYMENT_EVENTS, SINGLE_EVENTS } from "./status.ts"
import type { JsonObject } from "../json.ts"

/** The callbacks of Pivot: `{event, data}`, the product by the event's name. Source: MAPPING.md. */
export function decode(request: WebhookRequest): Decoded {
  const reading = readJson(request.body)
  if (!reading.ok) return unrecognised(new Problem(reading.reason, reading.hint), null)
  const body = objectOf(reading.value)
  if (!body) return unrecognised(new Problem("body_malformed", "The body is no object."), null)

  const event = identifierOf(body["event"])
  if (event === undefined) {
    return isAbsent(body["event"])
      ? unrecognised(new Problem("field_missing", "The field event is missing."), null)
      : unrecognised(new Problem("field_invalid", "The field event is no event's name."), null)
  }
  if (OTHER_PRODUCTS.test(event)) return { outcome: "ignored", wireEvent: event }
  if (!isKnown(event)) {
    const hint = `Pivot documents no event ${shownText(event)}.`
    return unrecognised(new Problem("event_unknown", hint), event)
  }
  const data = objectOf(body["data"])
  if (!data) {
    return unrecognised(new Problem("field_missing", "The field data is no object."), event)
  }
  return outcomeOf(event, decodeData(event, data))
}

type KnownEvent =
  | keyof typeof SINGLE_EVENTS
  | keyof typeof BULK_EVENTS
  | keyof typeof PAYMENT_EVENTS

function isKnown(event: string): event is KnownEvent {
  return [SINGLE_EVENTS, BULK_EVENTS, PAYMENT_EVENTS].some((table) => Object.hasOwn(table, event))
}

function decodeData(event: KnownEvent, data: JsonObject): readonly (PaidoutEvent | Problem)[] {
  switch (event) {
    case "PAYOUT.SUCCESS":
    case "PAYOUT.FAILED":
      return decodePayouts(event, data)
    case "PAYOUT.DELAYED":
      return isSingle(data) ? decodePayouts(event, data) : [decodeBatch(event, data)]
    case "PAYOUT.DONE":
    case "PAYOUT.PENDING":
    case "PAYOUT.CANCELLED":
      return [decodeBatch(event, data)]
    case "PAYMENT.PROCESSING":
    case "PAYMENT.PAID":
    case "PAYMENT.SUCCESS":
    case "PAYMENT.CANCELLED":
    case "CHARGE.SUCCESS":
      return [decodePayment(event, data)]
    default:
      return event satisfies never
  }
}

/** `PAYOUT.DELAYED` has two forms; a list of payouts beside counters is a request's summary. */
function isSingle(data: JsonObject): boolean {
  const results = field(data, "payoutResults") ?? field(data, "payoutsResults")
  return isAbsent(results) ? !isAbsent(data["payouts"]) : objectOf(data["payouts"]) !== undefined
}

function outcomeOf(event: string, facts: readonly (PaidoutEvent | Problem)[]): Decoded {
  const events = facts.filter((fact): fact is PaidoutEvent => !(fact instanceof Problem))
  const problems = facts.filter((fact) => fact instanceof Problem)
  const [first] = problems
  if (first === undefined) return { outcome: "events", events }
  if (events.length === 0) return unrecognised(first, event)
  const alsoUnrecognised = problems.map((problem) => partOf(problem, event))
  return { outcome: "events", events, alsoUnrecognised }
}

function unrecognised(problem: Problem, event: string | null): Decoded {
  return { outcome: "unrecognised", ...partOf(problem, event) }
}

function partOf(problem: Problem, event: string | null): Unrecognised {
  return { reason: problem.reason, wireEvent: event, hint: problem.hint }
}

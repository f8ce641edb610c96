import type { PaymentEvent, PayoutEvent } from "../../payout/event.ts"
import { arrayOf, field, identifierOf, objectOf, shownText } from "../json-fields.ts"
import type { Json, JsonArray } from "../json.ts"
import { toldNothing, type Told } from "../read-result.ts"
import { readCounters } from "./decode-batch.ts"
import { requestId } from "./decode-payout.ts"
import { decodePayment } from "./decode-payment.ts"
import { isPaid, optionalIdentifier, paymentKey, Problem } from "./payload.ts"
import { standingOf } from "./read-page.ts"
import { readPayout } from "./read-payout.ts"
import { PAYMENT_EVENTS, SESSION_STATUSES, statusWord } from "./status.ts"

/** The answer to `?referenceId=`: `payouts` is one payout, and the request's own state is untold. */
export function readOne(
  data: Json,
  asked: { readonly uuid: string; readonly reference: string },
): Told {
  const request = objectOf(data)
  if (!request) return misread("The request is no object.")
  const uuid = requestId(request)
  if (uuid instanceof Problem) return misread(uuid.hint)
  if (uuid !== asked.uuid) return another(asked.uuid, uuid)
  const account = optionalIdentifier(request, "merchantId")
  if (account instanceof Problem) return misread(account.hint)
  const counters = readCounters(request)
  const standing = standingOf(undefined, counters instanceof Problem ? null : counters)
  const items = listOf(request["payouts"])
  return theOne(items, asked.reference, (item) => readPayout(item, { uuid, account, standing }))
}

/** The answer to `?type=single`: a list of payouts, which names neither request nor merchant. */
export function readByReference(data: Json, reference: string): Told {
  const request = { uuid: null, account: null, standing: "untold" } as const
  return theOne(listOf(data), reference, (item) => readPayout(item, request))
}

/** The answer to `GET /v2/payments/{id}`: the session, as its callback has it. */
export function readPayment(data: Json, id: string): Told {
  const session = objectOf(data)
  if (!session) return misread("The payment is no object.")
  const told = identifierOf(session["id"])
  if (told === undefined) return misread("The payment has no id.")
  if (told !== id) return another(id, told)
  const word = statusWord(identifierOf(session["status"]) ?? "")
  if (!Object.hasOwn(SESSION_STATUSES, word)) {
    return misread(`Pivot documents no status ${shownText(word)} of a payment.`)
  }
  const status = SESSION_STATUSES[word as keyof typeof SESSION_STATUSES]
  const event = decodePayment(EVENT_OF_STATUS[status], session)
  if (event instanceof Problem) return misread(event.hint)
  return { events: [...paidCharges(event), event], findings: [] }
}

/** Of a session that takes several charges each paid one is news, in the order paid. */
function paidCharges(session: PaymentEvent): readonly PaymentEvent[] {
  if (session.paymentType !== "multiple") return []
  return session.charges
    .filter(isPaid)
    .toSorted((a, b) => ((a.paidAt ?? "") < (b.paidAt ?? "") ? -1 : 1))
    .map((charge) => ({
      ...session,
      key: paymentKey(session.providerId, PAYMENT_EVENTS["CHARGE.SUCCESS"].word, [charge]),
      wireEvent: "CHARGE.SUCCESS",
      occurredAt: charge.paidAt,
      // What it says of the session comes last, as its own news.
      status: "processing",
      cancellationReason: null,
      paidCharge: charge.providerId,
      charges: [charge],
    }))
}

const EVENT_OF_STATUS = {
  processing: "PAYMENT.PROCESSING",
  paid: "PAYMENT.PAID",
  cancelled: "PAYMENT.CANCELLED",
} as const

/** Several of one reference are none: which of them is meant nobody may guess. */
function theOne(
  items: JsonArray | undefined,
  reference: string,
  read: (item: Json) => PayoutEvent | Problem,
): Told {
  if (!items) return misread("The answer holds no payout.")
  const shown = shownText(reference)
  const [item, ...others] = items.filter((each) => field(each, "referenceId") === reference)
  if (others.length > 0) {
    const detail = `Of the reference ${shown} there are ${others.length + 1} payouts.`
    return toldNothing("reference_ambiguous", detail)
  }
  if (item === undefined) {
    const [other] = items
    if (other === undefined) return toldNothing("not_known", `There is no payout ${shown}.`)
    return another(
      reference,
      identifierOf(field(other, "referenceId")) ?? "one without a reference",
    )
  }
  const event = read(item)
  return event instanceof Problem ? misread(event.hint) : { events: [event], findings: [] }
}

/** An object on one page, a list on another. */
function listOf(value: Json | undefined): JsonArray | undefined {
  const object = objectOf(value)
  return arrayOf(value) ?? (object ? [object] : undefined)
}

function another(asked: string, told: string): Told {
  const detail = `${shownText(asked)} was asked for, ${shownText(told)} was answered.`
  return toldNothing("answered_another", detail)
}

function misread(hint: string): Told {
  return toldNothing("answer_misread", hint)
}

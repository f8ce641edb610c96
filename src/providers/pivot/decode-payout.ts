import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import { arrayOf, fieldAt, isAbsent, objectOf, textOf } from "../json-fields.ts"
import type { Json, JsonObject } from "../json.ts"
import {
  optionalIdentifier,
  optionalMoney,
  optionalText,
  optionalTime,
  payoutKey,
  payoutProviderId,
  Problem,
  requiredIdentifier,
  statusProblem,
} from "./payload.ts"
import { failureCodeOf, PAYOUT_WORDS, SINGLE_EVENTS, statusWord } from "./status.ts"

/** Pivot takes at most so many payouts per request. */
const PAYOUTS_MAX = 1000

/** The single form: `data.payouts` is one payout. A list, as Retrieve Payout has it, is read too. */
export function decodePayouts(
  event: keyof typeof SINGLE_EVENTS,
  data: JsonObject,
): readonly (PayoutEvent | Problem)[] {
  const uuid = requestId(data)
  if (uuid instanceof Problem) return [uuid]
  const account = optionalIdentifier(data, "merchantId")
  if (account instanceof Problem) return [account]
  const items = arrayOf(data["payouts"]) ?? [data["payouts"]]
  if (items.length === 0 || isAbsent(items[0])) {
    return [new Problem("field_missing", `${event} tells of one payout: data.payouts is missing.`)]
  }
  if (items.length > PAYOUTS_MAX) {
    return [new Problem("field_invalid", `More than ${PAYOUTS_MAX} payouts in one request.`)]
  }
  return items.map((item) => decodePayout(event, item, { uuid, account }))
}

/** A colon in it would let two payouts share one name. */
export function requestId(data: JsonObject): string | Problem {
  const uuid = requiredIdentifier(data, "uuid")
  return typeof uuid === "string" && uuid.includes(":")
    ? new Problem("field_invalid", "The field uuid holds a colon.")
    : uuid
}

function decodePayout(
  event: keyof typeof SINGLE_EVENTS,
  value: Json | undefined,
  request: { readonly uuid: string; readonly account: string | null },
): PayoutEvent | Problem {
  const item = objectOf(value)
  if (!item) return new Problem("field_invalid", "The field payouts is no object.")
  const meaning = SINGLE_EVENTS[event]

  const wireStatus = requiredIdentifier(item, "status")
  if (wireStatus instanceof Problem) return wireStatus
  const contradiction = statusProblem(event, statusWord(wireStatus), {
    agreesWith: meaning.agreesWith,
    known: (word) => PAYOUT_WORDS.has(word),
  })
  if (contradiction) return contradiction

  const reference = requiredIdentifier(item, "referenceId")
  if (reference instanceof Problem) return reference
  const amount = optionalMoney(item, "amount")
  if (amount instanceof Problem) return amount
  const wireReason = optionalText(item, "reason")
  if (wireReason instanceof Problem) return wireReason
  const reason = wireReason === "" ? null : wireReason
  const failed = meaning.status === "failed"

  return {
    subject: "payout",
    key: payoutKey(request.uuid, reference, meaning.word),
    wireEvent: event,
    providerId: payoutProviderId(request.uuid, reference),
    live: null,
    account: request.account,
    occurredAt: optionalTime(item, "updated"),
    order: null,
    aliases: [],
    batchProviderId: request.uuid,
    reference,
    status: meaning.status,
    reason: meaning.reason,
    failure: failed
      ? { code: failureCodeOf(reason), providerCode: null, providerReason: reason }
      : null,
    amount,
    details: detailsOf(item, failed ? null : reason),
  }
}

/** A callback carries none of these but a reason; Retrieve Payout, of the same shape, has them. */
export function detailsOf(item: JsonObject, reason: string | null): PayoutDetails {
  const channelCode = textOf(item["channelCode"])
  const description = textOf(item["description"])
  const accountNumber = textOf(fieldAt(item, "channelInformation", "accountNumber"))
  const accountHolderName = textOf(fieldAt(item, "channelInformation", "accountName"))
  const createdAt = optionalTime(item, "created")
  const inquiryId = textOf(item["inquiryId"])
  const extra = { ...(reason && { reason }), ...(inquiryId && { inquiryId }) }
  return {
    ...(channelCode && { channelCode }),
    ...(description && { description }),
    ...((accountNumber || accountHolderName) && {
      destination: {
        ...(accountNumber && { accountNumber }),
        ...(accountHolderName && { accountHolderName }),
      },
    }),
    ...(createdAt && { createdAt }),
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

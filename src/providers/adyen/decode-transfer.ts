import type { Failure } from "../../payout/failure.ts"
import { amountFromMinor, isCurrencyCode, type Money } from "../../payout/money.ts"
import { eventKey } from "../event-key.ts"
import type { Json, JsonObject } from "../json.ts"
import {
  countOf,
  fieldAt,
  identifierOf,
  isAbsent,
  numberTextOf,
  objectOf,
  shownText,
  textOf,
} from "../json-fields.ts"
import type { Decoded, UnrecognisedReason } from "../provider.ts"
import { timeFromWire } from "../times.ts"
import { adyenExponent } from "./currency.ts"
import { transferFailure } from "./failure.ts"
import {
  isTransferStatus,
  MANAGEMENT_TYPES,
  PAYOUT_TRANSFER_TYPES,
  TRANSFER_STATUS,
  type StatusOfWire,
} from "./status.ts"
import { readTransferDetails, trackingOf } from "./transfer-details.ts"

export const TRANSFER_CREATED = "balancePlatform.transfer.created"
export const TRANSFER_UPDATED = "balancePlatform.transfer.updated"

/**
 * A webhook of the balance platform. It carries the whole history of a transfer; the event is its
 * present state. Source: Adyen OpenAPI BalancePlatformTransferNotification v3 and v4.
 */
export function decodePlatform(body: JsonObject): Decoded {
  const type = textOf(body["type"])
  const data = objectOf(body["data"])
  // `type` is optional in the schema: a body that looks like a transfer is read as one.
  const looksLikeTransfer = data !== undefined && !isAbsent(data["category"])
  const wireEvent = type ?? (looksLikeTransfer ? TRANSFER_UPDATED : undefined)
  if (wireEvent === undefined) {
    return unrecognised(null, "event_unknown", "neither notificationItems nor a type is there")
  }
  if (wireEvent === TRANSFER_CREATED || wireEvent === TRANSFER_UPDATED) {
    return data === undefined
      ? unrecognised(wireEvent, "field_missing", "the webhook has no data")
      : decodeTransfer(wireEvent, body, data)
  }
  const ofPlatform =
    wireEvent.startsWith("balancePlatform.") && !wireEvent.startsWith("balancePlatform.transfer.")
  return ofPlatform || MANAGEMENT_TYPES.has(wireEvent)
    ? { outcome: "ignored", wireEvent: shownText(wireEvent) }
    : unrecognised(wireEvent, "event_unknown", `${shownText(wireEvent)} is no type known here`)
}

function decodeTransfer(wireEvent: string, body: JsonObject, data: JsonObject): Decoded {
  const no = (reason: UnrecognisedReason, hint: string): Decoded =>
    unrecognised(wireEvent, reason, hint)
  const category = textOf(data["category"])
  if (category === undefined) return no("field_missing", "the transfer has no category")
  const type = textOf(data["type"])
  if (!Object.hasOwn(PAYOUT_TRANSFER_TYPES, category)) return { outcome: "ignored", wireEvent }
  if (type !== undefined && type !== PAYOUT_TRANSFER_TYPES[category]) {
    return { outcome: "ignored", wireEvent }
  }
  const direction = textOf(data["direction"])
  if (direction === "incoming") return { outcome: "ignored", wireEvent }
  if (direction !== "outgoing") {
    return no(direction === undefined ? "field_missing" : "field_invalid", "no direction is told")
  }
  const id = identifierOf(data["id"])
  if (id === undefined) {
    return no(isAbsent(data["id"]) ? "field_missing" : "field_invalid", "the transfer has no id")
  }
  const wireStatus = textOf(data["status"])
  if (wireStatus === undefined) return no("field_missing", "the transfer has no status")
  if (!isTransferStatus(wireStatus)) {
    return no("status_unknown", `${shownText(wireStatus)} is no status of a payout known here`)
  }
  const live = readEnvironment(body["environment"])
  if (live === undefined) return no("field_invalid", "environment is neither test nor live")
  const money = readAmount(data)
  if (money === undefined) {
    return no("amount_invalid", "the amount is no whole number of minor units and currency")
  }
  const sequence = isAbsent(data["sequenceNumber"]) ? null : countOf(data["sequenceNumber"])
  if (sequence === undefined) return no("field_invalid", "sequenceNumber is no whole number")
  const reference = isAbsent(data["reference"]) ? null : identifierOf(data["reference"])
  if (reference === undefined && data["reference"] !== "") {
    return no("field_invalid", "reference is too long or not printable")
  }
  const status = statusOf(TRANSFER_STATUS[wireStatus], data)
  return {
    outcome: "events",
    events: [
      {
        subject: "payout",
        key: factKey(id, sequence, data),
        wireEvent,
        providerId: id,
        aliases: [],
        batchProviderId: null,
        live,
        // A balance platform is not a merchant account: it is kept in `extra`, not compared.
        account: null,
        occurredAt: readTime(
          data["updatedAt"],
          body["timestamp"],
          data["createdAt"],
          data["creationDate"],
        ),
        order: sequence === null ? null : String(sequence).padStart(SEQUENCE_DIGITS, "0"),
        reference: reference ?? null,
        status: status.status,
        reason: status.reason,
        failure: readFailure(status, data),
        amount: money,
        details: readTransferDetails(data),
      },
    ],
  }
}

/** 2^53 has 16 digits. */
const SEQUENCE_DIGITS = 16

/** Tracking confirms or explains a transfer that is under way; it never undoes an end state. */
function statusOf(wire: StatusOfWire, data: JsonObject): StatusOfWire {
  if (wire.status !== "pending" && wire.status !== "processing") return wire
  const tracking = trackingOf(data)
  const type = textOf(tracking?.["type"])
  const status = textOf(tracking?.["status"])
  if (type === "confirmation" && status === "credited") return { status: "paid", reason: null }
  if (wire.status === "pending" && type === "internalReview" && status === "pending") {
    return { status: "pending", reason: "compliance_review" }
  }
  return wire
}

/** Without a sequence number (older deliveries) the state itself tells two webhooks apart. */
function factKey(id: string, sequence: number | null, data: JsonObject): string {
  const tracking = trackingOf(data)
  const parts =
    sequence === null
      ? ["-", data["status"], tracking?.["type"], tracking?.["status"], data["eventId"]]
      : [String(sequence)]
  const texts = [id, ...parts.map((part) => textOf(part) ?? "")]
  return eventKey("transfer", ...texts.map(keyPart))
}

/** Of a key whose parts are joined by colons. */
export function keyPart(text: string): string {
  return text.replaceAll("%", "%25").replaceAll(":", "%3A")
}

function readFailure(status: StatusOfWire, data: JsonObject): Failure | null {
  if (status.status !== "failed" && status.status !== "reversed") return null
  const words = textOf(fieldAt(data, "externalReason", "description"))
  const code = textOf(fieldAt(data, "externalReason", "code"))
  const reason = reviewReason(data) ?? textOf(data["reason"])
  if (reason !== undefined && reason !== "approved") {
    return transferFailure(reason, words ?? code ?? null)
  }
  // A transfer that comes back without a reason was returned by the counterparty's bank.
  const failure = transferFailure(null, words ?? code ?? null)
  return status.status === "reversed" ? { ...failure, code: "rejected_by_bank" } : failure
}

/** Adyen's own review says why in the tracking, not in the transfer's reason. */
function reviewReason(data: JsonObject): string | undefined {
  const tracking = trackingOf(data)
  const failed = tracking?.["type"] === "internalReview" && tracking["status"] === "failed"
  return failed ? textOf(tracking["reason"]) : undefined
}

function readAmount(data: JsonObject): Money | undefined {
  const currency = textOf(fieldAt(data, "amount", "currency"))
  const value = numberTextOf(fieldAt(data, "amount", "value"))
  if (currency === undefined || value === undefined || !isCurrencyCode(currency)) return undefined
  const amount = amountFromMinor(value, adyenExponent(currency))
  return amount === undefined ? undefined : { amount, currency }
}

function readEnvironment(value: Json | undefined): boolean | null | undefined {
  if (isAbsent(value)) return null
  if (value === "live") return true
  return value === "test" ? false : undefined
}

function readTime(...values: readonly (Json | undefined)[]): string | null {
  for (const value of values) {
    const time = typeof value === "string" ? timeFromWire(value) : null
    if (time !== null) return time
  }
  return null
}

function unrecognised(wireEvent: string | null, reason: UnrecognisedReason, hint: string): Decoded {
  const shown = wireEvent === null ? null : shownText(wireEvent)
  return { outcome: "unrecognised", reason, wireEvent: shown, hint }
}

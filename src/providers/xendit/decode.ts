import type { PaidoutEvent } from "../../payout/event.ts"
import { arrayOf, identifierOf, isAbsent, objectOf, shownText } from "../json-fields.ts"
import { readJson } from "../json.ts"
import type { JsonObject } from "../json.ts"
import type { Decoded, Unrecognised, WebhookRequest } from "../provider.ts"
import { readEventName } from "./event-name.ts"
import type { EventName } from "./event-name.ts"
import { Payload } from "./payload.ts"
import { readBatch } from "./read-batch.ts"
import { readPayout, takeIdentifier } from "./read-payout.ts"
import { Refusal } from "./refusal.ts"
import { disbursementMeaning } from "./status.ts"
import { WIRE_FORMS } from "./wire-form.ts"
import type { WireForm } from "./wire-form.ts"

/**
 * Payouts v2 (documented and real form), v3 and cross-border by their event name; legacy
 * disbursements, which have none, by their shape. Sources: MAPPING.md.
 */
export function decode(request: WebhookRequest): Decoded {
  const reading = readJson(request.body)
  if (!reading.ok) return unrecognised(reading.reason, null, reading.hint)
  const body = objectOf(reading.value)
  if (!body) return unrecognised("body_malformed", null, "The body is JSON, but no object.")
  return isAbsent(body["event"]) ? decodeNameless(body) : decodeNamed(body)
}

function decodeNamed(body: JsonObject): Decoded {
  const wireEvent = identifierOf(body["event"])
  if (wireEvent === undefined) {
    return unrecognised("field_invalid", null, "The event is no text of 1 to 255 characters.")
  }
  const name = readEventName(wireEvent)
  if (!name) {
    const hint = `The event ${shownText(wireEvent)} is no payout event that is known here.`
    return unrecognised("event_unknown", wireEvent, hint)
  }
  return settled(wireEvent, () => [readNamed(body, wireEvent, name)])
}

function readNamed(body: JsonObject, wireEvent: string, name: EventName): PaidoutEvent {
  const top = new Payload(body)
  top.take("event")
  const form = FORM_OF_FAMILY[name.family]
  const telling = { wireEvent, promised: name.promised, batchProviderId: null }
  if (!form.enveloped) {
    return readPayout(top, form, { ...telling, account: null, occurredAt: null })
  }
  const data = top.open("data")
  if (!data) throw new Refusal("field_missing", "The body has no data object.")
  return readPayout(data, form, {
    ...telling,
    account: takeIdentifier(top, form.account),
    occurredAt: top.takeTime("created") ?? null,
  })
}

const FORM_OF_FAMILY: Readonly<Record<EventName["family"], WireForm>> = {
  payout: WIRE_FORMS.documented,
  v3_payout: WIRE_FORMS.v3,
  remittance_payout: WIRE_FORMS.remittance,
}

function decodeNameless(body: JsonObject): Decoded {
  if (arrayOf(body["disbursements"])) return decodeBatch(body)
  const form = legacyForm(body)
  if (!form) {
    const hint = "The body has no event name and is no legacy disbursement."
    return unrecognised("event_unknown", null, hint)
  }
  return settled(null, () => [readDisbursement(body, form, null)])
}

/** By what no other nameless callback of Xendit (invoices, virtual accounts, outlets) has. */
function legacyForm(body: JsonObject): WireForm | undefined {
  const has = (...names: readonly string[]) => names.every((name) => !isAbsent(body[name]))
  if (has("external_id", "bank_code", "disbursement_description")) return WIRE_FORMS.legacyIndonesia
  const status = identifierOf(body["status"])
  if (!has("id", "amount") || status === undefined || !disbursementMeaning(status)) return undefined
  if (has("external_id", "bank_code")) return WIRE_FORMS.legacyIndonesia
  return has("reference_id", "channel_code", "currency") ? WIRE_FORMS.legacyPhilippines : undefined
}

function readDisbursement(
  body: JsonObject,
  form: WireForm,
  batch: { readonly providerId: string; readonly account: string | null } | null,
): PaidoutEvent {
  return readPayout(new Payload(body), form, {
    wireEvent: (wireStatus) => `disbursement.${wireStatus.toLowerCase()}`,
    promised: null,
    account: batch?.account ?? null,
    occurredAt: null,
    batchProviderId: batch?.providerId ?? null,
  })
}

/** The batch, then its payouts. One that is not understood does not hold up the others. */
function decodeBatch(body: JsonObject): Decoded {
  const wireEvent = "batch_disbursement"
  const providerId = identifierOf(body["id"])
  if (providerId === undefined) {
    return unrecognised("field_missing", wireEvent, "The batch has no usable id.")
  }
  const batch = { providerId, account: identifierOf(body["user_id"]) ?? null }
  const head = settled(wireEvent, () => [readBatch(new Payload(body), providerId)])
  const items = (arrayOf(body["disbursements"]) ?? []).map((value, index) =>
    settled(wireEvent, () => {
      const item = objectOf(value)
      if (!item) throw new Refusal("field_invalid", `Disbursement ${index} is no object.`)
      return [readDisbursement(item, WIRE_FORMS.legacyBatchItem, batch)]
    }),
  )
  return together([head, ...items])
}

function together(parts: readonly Decoded[]): Decoded {
  const events = parts.flatMap((part) => (part.outcome === "events" ? part.events : []))
  const others = parts.flatMap((part): readonly Unrecognised[] =>
    part.outcome === "unrecognised"
      ? [{ reason: part.reason, wireEvent: part.wireEvent, hint: part.hint }]
      : [],
  )
  const [first] = others
  if (first === undefined) return { outcome: "events", events }
  if (events.length === 0) return { outcome: "unrecognised", ...first }
  return { outcome: "events", events, alsoUnrecognised: others }
}

function settled(wireEvent: string | null, read: () => readonly PaidoutEvent[]): Decoded {
  try {
    return { outcome: "events", events: read() }
  } catch (error) {
    if (error instanceof Refusal) return unrecognised(error.reason, wireEvent, error.message)
    throw error
  }
}

function unrecognised(
  reason: Unrecognised["reason"],
  wireEvent: string | null,
  hint: string,
): Decoded {
  return { outcome: "unrecognised", reason, wireEvent, hint }
}

import type { Failure } from "../../payout/failure.ts"
import { amountFromMinor, isCurrencyCode, type Money } from "../../payout/money.ts"
import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import { eventKey } from "../event-key.ts"
import { isIdentifier, shownText, storableText } from "../json-fields.ts"
import type { DecodeSettings, Decoded, Unrecognised, UnrecognisedReason } from "../provider.ts"
import { timeFromWire } from "../times.ts"
import type { ClassicItem, ClassicMessage } from "./classic-item.ts"
import { adyenExponent } from "./currency.ts"
import { classicFailure } from "./failure.ts"
import {
  CLASSIC_STATUS,
  isCardMethod,
  isPayoutEventCode,
  OTHER_EVENT_CODES,
  type StatusOfWire,
} from "./status.ts"

/** Each item by itself; what is not understood does not keep the rest from being applied. */
export function decodeClassic(message: ClassicMessage, settings: DecodeSettings): Decoded {
  const results = message.items.map((item) => decodeItem(item, message.live, settings))
  const events = results.flatMap((result) => (result.outcome === "event" ? [result.event] : []))
  const unrecognised = results.flatMap((result) =>
    result.outcome === "unrecognised" ? [result.problem] : [],
  )
  const [first] = unrecognised
  if (events.length > 0) {
    return first === undefined
      ? { outcome: "events", events }
      : { outcome: "events", events, alsoUnrecognised: unrecognised }
  }
  if (first !== undefined) return { outcome: "unrecognised", ...first }
  return { outcome: "ignored", wireEvent: message.items[0]?.eventCode ?? "" }
}

/** The instant rule reads unsigned `paymentMethod`; `settings.instantPayouts` takes it out. */
function isInstant(item: ClassicItem, settings: DecodeSettings): boolean {
  switch (settings.instantPayouts ?? "by_method") {
    case "always":
      return true
    case "never":
      return false
    case "by_method":
      return item.originalReference === "" && isCardMethod(item.paymentMethod)
  }
}

type ItemResult =
  | { readonly outcome: "event"; readonly event: PayoutEvent }
  | { readonly outcome: "ignored" }
  | { readonly outcome: "unrecognised"; readonly problem: Unrecognised }

function decodeItem(item: ClassicItem, live: string, settings: DecodeSettings): ItemResult {
  const code = item.eventCode
  if (code === "") return unrecognised(item, "field_missing", "the item has no eventCode")
  if (!isPayoutEventCode(code)) {
    return OTHER_EVENT_CODES.has(code)
      ? { outcome: "ignored" }
      : unrecognised(item, "event_unknown", `${shownText(code)} is no eventCode known here`)
  }
  if (item.success !== "true" && item.success !== "false") {
    return unrecognised(item, "field_invalid", "success is neither true nor false")
  }
  const wire: StatusOfWire | null = CLASSIC_STATUS[code][item.success]
  if (wire === null) {
    return unrecognised(item, "contradiction", `${code} always has success true, and came false`)
  }
  const names = readNames(item)
  if (!names.ok) return unrecognised(item, names.reason, names.hint)
  if (live !== "true" && live !== "false" && live !== "") {
    return unrecognised(item, "field_invalid", "live is neither true nor false")
  }
  const amount = readAmount(item)
  if (!amount.ok) return unrecognised(item, amount.reason, amount.hint)
  const instant = code === "PAYOUT_THIRDPARTY" && wire.status === "processing"
  const status = instant && isInstant(item, settings) ? PAID : wire
  return {
    outcome: "event",
    event: {
      subject: "payout",
      key: names.key,
      wireEvent: code,
      providerId: names.providerId,
      aliases: names.aliases,
      batchProviderId: null,
      live: isTestNotification(item.pspReference) ? false : live === "" ? null : live === "true",
      account: item.merchantAccountCode === "" ? null : item.merchantAccountCode,
      // Unsigned and allowed to differ on a redelivery, so it says when, but orders nothing.
      occurredAt: timeFromWire(item.eventDate),
      order: null,
      reference: item.merchantReference === "" ? null : item.merchantReference,
      status: status.status,
      reason: status.reason,
      failure: readFailure(item, status),
      amount: amount.money,
      details: readDetails(item),
    },
  }
}

const PAID: StatusOfWire = { status: "paid", reason: null }

/** Adyen marks its test notifications only in the pspReference, also on a live endpoint. */
function isTestNotification(pspReference: string): boolean {
  return /test_|testnotification_|TEST_CUSTOM_/.test(pspReference)
}

type Names =
  | { ok: true; key: string; providerId: string; aliases: readonly string[] }
  | { ok: false; reason: UnrecognisedReason; hint: string }

function readNames(item: ClassicItem): Names {
  const { pspReference, originalReference, merchantAccountCode, merchantReference } = item
  if (pspReference === "") {
    return { ok: false, reason: "field_missing", hint: "the item has no pspReference" }
  }
  const texts = [pspReference, originalReference, merchantAccountCode, merchantReference]
  if (texts.some((text) => text !== "" && !isIdentifier(text))) {
    return { ok: false, reason: "field_invalid", hint: "a reference is too long or not printable" }
  }
  // The signature joins fields with colons: without one in these two, it pins both exactly.
  if (pspReference.includes(":") || originalReference.includes(":")) {
    return { ok: false, reason: "field_invalid", hint: "an Adyen reference holds a colon" }
  }
  const providerId = originalReference === "" ? pspReference : originalReference
  const aliases = providerId === pspReference ? [] : [pspReference]
  return { ok: true, key: factKey(item), providerId, aliases }
}

/**
 * Adyen's own rule for duplicates is eventCode and pspReference. Only the account may hold colons,
 * so the other parts are found from the right: no two facts share a key.
 */
function factKey(item: ClassicItem): string {
  const { merchantAccountCode, pspReference, eventCode, success } = item
  return eventKey("classic", merchantAccountCode, pspReference, eventCode, success)
}

type Amount = { ok: true; money: Money } | { ok: false; reason: UnrecognisedReason; hint: string }

function readAmount(item: ClassicItem): Amount {
  if (item.value === "" || item.currency === "") {
    return { ok: false, reason: "field_missing", hint: "the amount has no value or currency" }
  }
  const amount = isCurrencyCode(item.currency)
    ? amountFromMinor(item.value, adyenExponent(item.currency))
    : undefined
  return amount === undefined
    ? { ok: false, reason: "amount_invalid", hint: "the amount is no whole number of minor units" }
    : { ok: true, money: { amount, currency: item.currency } }
}

function readFailure(item: ClassicItem, wire: StatusOfWire): Failure | null {
  const reason = storableText(item.reason)
  if (wire.status === "failed") return classicFailure(reason)
  // By the documentation it is always the financial institution that sends a payout back.
  if (wire.status !== "reversed") return null
  return { ...classicFailure(reason), code: "rejected_by_bank" }
}

function readDetails(item: ClassicItem): PayoutDetails {
  const extra: Record<string, string> = {}
  for (const [key, value] of item.additionalData) {
    if (key !== "hmacSignature" && key !== HOLDER && key !== "__proto__") {
      extra[storableText(key)] = storableText(value)
    }
  }
  const holder = item.additionalData.get(HOLDER)
  return {
    ...(item.paymentMethod === "" ? {} : { channelCode: storableText(item.paymentMethod) }),
    ...(holder === undefined ? {} : { destination: { accountHolderName: storableText(holder) } }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  }
}

const HOLDER = "cardHolderName"

function unrecognised(item: ClassicItem, reason: UnrecognisedReason, hint: string): ItemResult {
  const wireEvent = item.eventCode === "" ? null : shownText(item.eventCode)
  return { outcome: "unrecognised", problem: { reason, wireEvent, hint } }
}

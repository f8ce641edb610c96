import type { PayoutEvent } from "../../payout/event.ts"
import { classicItem, type ClassicItem } from "./classic-item.ts"
import { adyenValue } from "./currency.ts"
import { classicReasonFor } from "./failure.ts"
import { isCardMethod, isPayoutEventCode, type PayoutEventCode } from "./status.ts"

/** The item a standard webhook would hold for the event, unsigned, or null without a word for it. */
export function classicFrom(
  event: PayoutEvent,
  sentAt: string | undefined,
): { readonly item: ClassicItem; readonly live: string } | null {
  const word = wordFor(event)
  if (word === null || event.amount === null) return null
  const { currency } = event.amount
  const value = adyenValue(event.amount)
  if (value === undefined) return null
  const method = event.details.channelCode ?? ""
  const item = classicItem(
    {
      ...namesFor(event, method),
      merchantAccountCode: event.account ?? "",
      merchantReference: event.reference ?? "",
      value,
      currency,
      eventCode: word.code,
      success: word.success,
      eventDate: event.occurredAt ?? sentAt ?? "",
      paymentMethod: method,
      reason: reasonFor(event),
    },
    additionalDataFor(event),
  )
  return { item, live: event.live === null ? "" : String(event.live) }
}

interface Word {
  readonly code: PayoutEventCode
  readonly success: "true" | "false"
}

function wordFor(event: PayoutEvent): Word | null {
  const accepted = event.wireEvent === "REFUND_WITH_DATA" ? event.wireEvent : "PAYOUT_THIRDPARTY"
  switch (event.status) {
    case "pending":
      return null
    case "processing":
      return { code: accepted, success: "true" }
    case "paid":
      return isInstant(event) ? { code: "PAYOUT_THIRDPARTY", success: "true" } : null
    case "failed":
      return { code: accepted, success: "false" }
    case "cancelled":
      return event.reason === "expired"
        ? { code: "PAYOUT_EXPIRE", success: "true" }
        : { code: "PAYOUT_DECLINE", success: "true" }
    case "reversed":
      return { code: "PAIDOUT_REVERSED", success: "true" }
  }
}

/** Only an instant payout to a card is told as paid: by having no original and a card method. */
export function isInstant(event: PayoutEvent): boolean {
  return event.aliases.length === 0 && isCardMethod(event.details.channelCode ?? "")
}

function namesFor(event: PayoutEvent, method: string) {
  const [alias] = event.aliases
  if (alias !== undefined) return { pspReference: alias, originalReference: event.providerId }
  // An accepted card payout without an original would say "paid": its own name stands there.
  const original = event.status === "processing" && isCardMethod(method) ? event.providerId : ""
  return { pspReference: event.providerId, originalReference: original }
}

function reasonFor(event: PayoutEvent): string {
  if (event.failure !== null) {
    const { providerReason, code } = event.failure
    if (providerReason !== null) return providerReason
    return event.status === "failed" ? classicReasonFor(code) : ""
  }
  return event.status === "processing" || event.status === "paid" ? "Approved" : ""
}

function additionalDataFor(event: PayoutEvent): ReadonlyMap<string, string> {
  // What another provider told is not Adyen's additional data, nor is its holder one of a card.
  if (!isPayoutEventCode(event.wireEvent)) return new Map()
  const data = new Map(Object.entries(event.details.extra ?? {}))
  data.delete("hmacSignature")
  const holder = event.details.destination?.accountHolderName
  if (holder !== undefined && holder !== "") data.set("cardHolderName", holder)
  return data
}

import type { PayoutEvent } from "../../payout/event.ts"
import type { Failure } from "../../payout/failure.ts"
import type { News, TellingWish, ToldWebhook } from "../provider.ts"
import { writeClassic } from "./encode.ts"
import { classicFrom, isInstant } from "./encode-classic.ts"
import { pspReferenceFor, referenceFromId, testPspReferenceFor } from "./reference.ts"
import { isPayoutEventCode } from "./status.ts"
import { CLASSIC_TABLE, wordFor, type ClassicWord } from "./telling-tables.ts"

/** The merchant account where neither the endpoint's settings nor the event names one. */
const MERCHANT_ACCOUNT_DEFAULT = "Paidout"

/** In a standard webhook: form `json`, `form` or `soap`. */
export function tellClassic(
  { event, certainty }: News & { readonly event: PayoutEvent },
  wish: TellingWish,
): ToldWebhook | null {
  const word = wordFor(
    CLASSIC_TABLE,
    { ...event, certainty },
    { before: wish.toldBefore, presumed: wish.settings.include_presumed === true },
  )
  const classic = word && classicFrom(saying(word, event, wish), wish.at)
  const webhook = classic && writeClassic(wish.form, classic)
  if (!webhook) return null
  const { eventCode } = classic.item
  return { word: word.replace("PAYOUT_THIRDPARTY", eventCode), webhook }
}

/**
 * The event whose standard webhook says the word. Adyen's own keeps its references. Another
 * provider's has its id as the payout's reference, and one of its own for each event, as at Adyen:
 * so whoever drops a repeated (eventCode, pspReference) still hears a word that is said again.
 */
function saying(word: ClassicWord, event: PayoutEvent, wish: TellingWish): PayoutEvent {
  const own = isPayoutEventCode(event.wireEvent)
  const pspReference = event.wireEvent === SAMPLE ? testPspReferenceFor : pspReferenceFor
  const references = {
    providerId: referenceFromId(event.providerId),
    aliases: [pspReference(wish.id)],
    // Handlers find their payout by it, and an empty one is the same for all.
    reference: event.reference ?? event.providerId,
  }
  // Adyen's own instant payout goes as it came: without an original, which says that it is paid.
  const goesAsItCame = own && event.status === "paid" && isInstant(event)
  const { status, reason } = goesAsItCame ? event : CLASSIC_TABLE.words[word]
  return {
    ...event,
    ...(own ? {} : references),
    status,
    reason,
    account: wish.settings.account ?? event.account ?? MERCHANT_ACCOUNT_DEFAULT,
    occurredAt: eventDate(event, wish),
    failure: failureFor(word, event),
  }
}

/** The wire event of a registration's test. */
const SAMPLE = "endpoint.test"

/**
 * Handlers take the latest eventDate for the truth. So the first word tells when it happened, at
 * the latest when we heard of it; and a later word, when we heard of that.
 */
function eventDate({ occurredAt }: PayoutEvent, { at, toldBefore }: TellingWish): string {
  if (toldBefore !== null || occurredAt === null) return at
  return Date.parse(occurredAt) < Date.parse(at) ? occurredAt : at
}

/** What `reason` says is made of it. */
function failureFor(word: ClassicWord, event: PayoutEvent): Failure | null {
  const { failure } = event
  switch (word) {
    case "PAYOUT_THIRDPARTY true":
      return null
    case "PAYOUT_THIRDPARTY false":
    case "PAYOUT_DECLINE":
    case "PAYOUT_EXPIRE":
      return failure
    case "PAIDOUT_REVERSED": {
      // By Adyen's schema: the text of the bank's statement, else the word itself.
      const why = event.status === "cancelled" ? (event.reason ?? "cancelled") : "PaidOutReversed"
      const providerReason = failure?.providerReason || why
      return { code: "rejected_by_bank", providerCode: null, providerReason }
    }
  }
}

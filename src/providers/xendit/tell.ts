import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import type { Failure } from "../../payout/failure.ts"
import type { News, TellingWish, ToldWebhook } from "../provider.ts"
import { timeFromWire } from "../times.ts"
import { encode } from "./encode.ts"
import { TELLINGS, WORDS, type Word } from "./telling-table.ts"
import { formOfOrigin } from "./webhook-name.ts"

/** What Xendit would say of this to an endpoint, or null: it has no words for batches and payments. */
export function tell({ event, certainty }: News, wish: TellingWish): ToldWebhook | null {
  if (event.subject !== "payout") return null
  if (certainty === "presumed" && wish.settings.include_presumed !== true) return null
  const word = TELLINGS[event.status][toldWord(wish.toldBefore)]
  if (word === null) return null
  const said = inWords(event, word, wish)
  const webhook = encode(said, {}, { form: wish.form, id: wish.id })
  return webhook && { word, webhook }
}

function toldWord(word: string | null): Word | "nothing" {
  return word !== null && Object.hasOwn(WORDS, word) ? (word as Word) : "nothing"
}

/**
 * The event as the word means it, with the fields that the page promises. Another provider's times
 * need not ascend, and a handler may ignore a webhook that was `updated` earlier than the last: the
 * time of our ledger does ascend.
 */
function inWords(event: PayoutEvent, word: Word, wish: TellingWish): PayoutEvent {
  const status = WORDS[word]
  const isXendits = formOfOrigin(event) !== undefined
  const ordered = isXendits && event.order !== null && timeFromWire(event.order) === event.order
  return {
    ...event,
    status,
    reason: null,
    failure: failureFor(event, word),
    reference: event.reference ?? event.providerId,
    order: ordered ? event.order : wish.at,
    occurredAt: (isXendits ? event.occurredAt : null) ?? wish.at,
    details: detailsFor(event.details, wish),
  }
}

function failureFor({ failure }: PayoutEvent, word: Word): Failure | null {
  if (word === "payout.succeeded") return null
  if (word === "payout.reversed") return failure
  return failure ?? { code: "unknown", providerCode: null, providerReason: null }
}

/** Where the endpoint wishes to see one account, the printed second `business_id` names it too. */
function detailsFor(details: PayoutDetails, { settings }: TellingWish): PayoutDetails {
  if (settings.account === undefined || details.extra === undefined) return details
  const { business_id: _, ...extra } = details.extra
  return { ...details, extra }
}

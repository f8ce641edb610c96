import type { Failure } from "../../payout/failure.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { eventKey } from "../../providers/event-key.ts"
import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { payoutSettings } from "./payout-settings.ts"
import { payoutState } from "./payout-state.ts"
import { pspReferenceOf } from "./psp-reference.ts"
import { moneyOf, type WireAmount } from "./wire-amount.ts"

/** Which webhooks have a URL of their own: these are Adyen's standard ones. */
export const PAYOUT_PRODUCT = "standard"

/** What is to be said of a payout. */
export type Word =
  | { readonly eventCode: "PAYOUT_THIRDPARTY"; readonly success: true }
  /** `isContradiction`: it was told as accepted before. */
  | {
      readonly eventCode: "PAYOUT_THIRDPARTY"
      readonly success: false
      readonly reason: string
      readonly isContradiction?: boolean
    }
  | { readonly eventCode: "PAYOUT_DECLINE" | "PAYOUT_EXPIRE"; readonly success: true }
  | { readonly eventCode: "PAIDOUT_REVERSED"; readonly success: true; readonly reason: string }

/** Sends the webhook to whoever hears of the account's payouts, in each one's own form. */
export async function tellPayout(payout: Thing, world: World, word: Word): Promise<void> {
  await world.tell({
    product: PAYOUT_PRODUCT,
    thing: payout,
    wireEvent: `${word.eventCode} ${word.success}`,
    event: eventFor(payout, world, word),
  })
}

function eventFor(payout: Thing, world: World, word: Word): PayoutEvent {
  const { externalId: account } = world.account
  const { amount, paymentMethod, additionalData } = payoutState(payout)
  const money = moneyOf(amount)
  // Only the first webhook of a payout lies about it: what comes after contradicts it.
  const isWrong = payout.told === 0 && world.happens("wrong_amount", payout)
  const pspReference = pspReferenceFor(payout, world, word)
  const isReversal = word.eventCode === "PAIDOUT_REVERSED"
  return {
    subject: "payout",
    key: eventKey("classic", account, pspReference, word.eventCode, String(word.success)),
    wireEvent: word.eventCode,
    providerId: payout.name,
    aliases: pspReference === payout.name ? [] : [pspReference],
    batchProviderId: null,
    live: false,
    account,
    occurredAt: world.now.toISOString(),
    order: null,
    reference: payout.reference,
    ...standing(word, { isNamedAlone: pspReference === payout.name }),
    failure: failureOf(word),
    amount: isWrong ? moneyOf(oneMore(amount)) : money,
    // A reversal's example has neither the method nor data of it.
    details: isReversal ? {} : { channelCode: paymentMethod, extra: additionalData },
  }
}

/** In Paidout's words, from which the provider's `encode` finds Adyen's again. */
function standing(
  word: Word,
  { isNamedAlone }: { readonly isNamedAlone: boolean },
): Pick<PayoutEvent, "status" | "reason"> {
  switch (word.eventCode) {
    case "PAYOUT_THIRDPARTY":
      if (!word.success) return { status: "failed", reason: null }
      // Without an original it is an instant payout to a card, which is paid when it is accepted.
      return { status: isNamedAlone ? "paid" : "processing", reason: null }
    case "PAYOUT_DECLINE":
      return { status: "cancelled", reason: "declined" }
    case "PAYOUT_EXPIRE":
      return { status: "cancelled", reason: "expired" }
    case "PAIDOUT_REVERSED":
      return { status: "reversed", reason: null }
  }
}

function failureOf(word: Word): Failure | null {
  if (!("reason" in word)) return null
  const code = word.success ? "rejected_by_bank" : "refused"
  return { code, providerCode: null, providerReason: word.reason }
}

/**
 * The webhook's own pspReference beside the payout's, which is its originalReference; an instant
 * payout's first word may have no name but the payout's own.
 */
function pspReferenceFor(payout: Thing, world: World, word: Word): string {
  const { isInstant, reviewReference } = payoutState(payout)
  const isFirstWord = word.eventCode === "PAYOUT_THIRDPARTY" && !isContradiction(word)
  if (isFirstWord && isInstant && payoutSettings(world).instant_original === "none") {
    return payout.name
  }
  const isReviewed = isFirstWord || word.eventCode === "PAYOUT_DECLINE"
  if (isReviewed && reviewReference !== null) return reviewReference
  return pspReferenceOf(world.account.id, payout.name, word.eventCode, String(word.success))
}

/** By one minor unit of the currency. */
function oneMore({ currency, value }: WireAmount): WireAmount {
  return { currency, value: String(BigInt(value) + 1n) }
}

function isContradiction(word: Word): boolean {
  return "isContradiction" in word && word.isContradiction === true
}

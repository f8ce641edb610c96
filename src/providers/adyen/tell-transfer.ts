import type { Destination, PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import type { Failure } from "../../payout/failure.ts"
import type { News, TellingWish, ToldWebhook } from "../provider.ts"
import { TRANSFER_CREATED, TRANSFER_UPDATED } from "./decode-transfer.ts"
import { encodeTransfer } from "./encode-transfer.ts"
import { isCardMethod } from "./status.ts"
import { TRANSFER_TABLE, wordFor, type TransferWord } from "./telling-tables.ts"

/** In a webhook of the balance platform: form `transfer`. */
export function tellTransfer(
  { event, certainty, sequence }: News & { readonly event: PayoutEvent },
  wish: TellingWish,
): ToldWebhook | null {
  const word = wordFor(
    TRANSFER_TABLE,
    { ...event, certainty },
    { before: wish.toldBefore, presumed: wish.settings.include_presumed === true },
  )
  if (word === null) return null
  const webhook = encodeTransfer(
    {
      ...saying(word, event),
      wireEvent: wish.toldBefore === null ? TRANSFER_CREATED : TRANSFER_UPDATED,
      // The ledger's own: it grows with every change, whoever told it.
      order: String(sequence),
    },
    wish.at,
  )
  return webhook && { word, webhook }
}

/** The event whose transfer webhook says the word. */
function saying(word: TransferWord, event: PayoutEvent): PayoutEvent {
  const { status, reason, leaves } = TRANSFER_TABLE.words[word]
  const own = event.wireEvent.startsWith("balancePlatform.")
  const details = own ? ownDetails(event.details) : foreignDetails(event)
  return {
    ...event,
    reference: own ? event.reference : (event.reference ?? event.providerId),
    status,
    reason,
    failure: leaves === "ended" && word !== "cancelled" ? failureFor(event, own) : null,
    details,
  }
}

/** What the last webhooks said of the status is left out: the word says it. */
function ownDetails(details: PayoutDetails): PayoutDetails {
  const extra = Object.entries(details.extra ?? {}).filter(
    ([path]) => path !== "status" && !path.startsWith("tracking."),
  )
  return { ...details, extra: Object.fromEntries(extra) }
}

/** Fields and codes of another provider stand only where Adyen's are free text. */
function foreignDetails({ details, failure }: PayoutEvent): PayoutDetails {
  const { channelCode, destination, extra: _, ...rest } = details
  const code = failure?.providerCode
  return {
    ...rest,
    ...(isCardMethod(channelCode ?? "") && { channelCode: "card" }),
    ...(destination && { destination: foreignDestination(destination) }),
    ...(code && { extra: { "externalReason.code": code } }),
  }
}

function foreignDestination({ accountNumber, accountHolderName }: Destination): Destination {
  return {
    ...(accountNumber !== undefined && { accountNumber }),
    ...(accountHolderName !== undefined && { accountHolderName }),
  }
}

function failureFor({ failure, status, reason }: PayoutEvent, own: boolean): Failure {
  if (failure === null) {
    const why = status === "cancelled" ? (reason ?? "cancelled") : null
    return { code: "unknown", providerCode: null, providerReason: why }
  }
  return own ? failure : { ...failure, providerCode: null }
}

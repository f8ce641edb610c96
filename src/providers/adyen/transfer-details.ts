import type { Destination, PayoutDetails } from "../../payout/event.ts"
import type { Json, JsonObject } from "../json.ts"
import { arrayOf, fieldAt, objectOf, textOf } from "../json-fields.ts"
import { timeFromWire } from "../times.ts"

/** What a transfer tells besides its state. Paths of v3 and v4 stand side by side. */
export function readTransferDetails(data: JsonObject): PayoutDetails {
  const tracking = trackingOf(data)
  const estimated = timeOf(tracking?.["estimatedArrivalTime"])
  const createdAt = timeOf(data["createdAt"]) ?? timeOf(data["creationDate"])
  const description = textOf(data["description"])
  const destination = readDestination(data)
  const extra = readExtra({ ...data, ...(tracking === undefined ? {} : { tracking }) })
  return {
    channelCode: textOf(data["category"]) ?? "",
    ...(description === undefined ? {} : { description }),
    ...(destination === undefined ? {} : { destination }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(estimated === undefined ? {} : { estimatedArrivalAt: estimated }),
    extra,
  }
}

/** `data.tracking` repeats the latest tracking event; deliveries without it have only the list. */
export function trackingOf(data: JsonObject): JsonObject | undefined {
  const latest = objectOf(data["tracking"])
  if (latest) return latest
  const events = arrayOf(data["events"]) ?? []
  const last = events.findLast((event) => fieldAt(event, "type") === "tracking")
  return objectOf(fieldAt(last, "trackingData"))
}

/** Kept as they came, under these names, and written back by `encode`. */
export const EXTRA_PATHS = [
  "status",
  "type",
  "eventId",
  "transactionId",
  "referenceForBeneficiary",
  "balancePlatform",
  "balanceAccountId",
  "paymentInstrumentId",
  "priority",
  "categoryData.type",
  "categoryData.priority",
  "accountHolder.id",
  "balanceAccount.id",
  "paymentInstrument.id",
  "counterparty.transferInstrumentId",
  "counterparty.card.cardIdentification.storedPaymentMethodId",
  "externalReason.code",
  "externalReason.namespace",
  "tracking.type",
  "tracking.status",
  "tracking.reason",
] as const

function readExtra(data: JsonObject): Readonly<Record<string, string>> {
  const extra: Record<string, string> = {}
  for (const path of EXTRA_PATHS) {
    const text = textOf(fieldAt(data, ...path.split(".")))
    if (text !== undefined) extra[path] = text
  }
  return extra
}

function readDestination(data: JsonObject): Destination | undefined {
  const account = objectOf(fieldAt(data, "counterparty", "bankAccount", "accountIdentification"))
  const holder =
    textOf(fieldAt(data, "counterparty", "bankAccount", "accountHolder", "fullName")) ??
    textOf(fieldAt(data, "counterparty", "card", "cardHolder", "fullName"))
  const number = textOf(account?.["iban"]) ?? textOf(account?.["accountNumber"])
  const type = textOf(account?.["type"]) ?? (account?.["iban"] === undefined ? undefined : "iban")
  const extra = readOtherIdentification(account)
  const destination: Destination = {
    ...(number === undefined ? {} : { accountNumber: number }),
    ...(holder === undefined ? {} : { accountHolderName: holder }),
    ...(type === undefined ? {} : { accountType: type }),
    ...(extra === undefined ? {} : { extra }),
  }
  return Object.keys(destination).length === 0 ? undefined : destination
}

const IDENTIFICATION_FIELDS: ReadonlySet<string> = new Set(["iban", "accountNumber", "type"])

function readOtherIdentification(
  account: JsonObject | undefined,
): Readonly<Record<string, string>> | undefined {
  const others = Object.entries(account ?? {}).flatMap(([name, value]) => {
    const text = textOf(value)
    return text === undefined || IDENTIFICATION_FIELDS.has(name) ? [] : [[name, text] as const]
  })
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

function timeOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? (timeFromWire(value) ?? undefined) : undefined
}

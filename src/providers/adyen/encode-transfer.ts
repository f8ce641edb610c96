import type { PayoutEvent } from "../../payout/event.ts"
import { JsonNumber } from "../json.ts"
import type { EncodedWebhook } from "../provider.ts"
import { adyenValue } from "./currency.ts"
import { TRANSFER_CREATED, TRANSFER_UPDATED } from "./decode-transfer.ts"
import { transferReasonFor } from "./failure.ts"
import { isTransferStatus, PAYOUT_TRANSFER_TYPES, TRANSFER_STATUS } from "./status.ts"
import { EXTRA_PATHS } from "./transfer-details.ts"

/** A balance-platform webhook of v4 shape, without credentials: `sign.ts` adds them. */
export function encodeTransfer(
  event: PayoutEvent,
  sentAt: string | undefined,
): EncodedWebhook | null {
  const data = transferData(event)
  if (data === null) return null
  const timestamp = sentAt ?? event.occurredAt
  const text = JSON.stringify({
    data,
    ...(event.live === null ? {} : { environment: event.live ? "live" : "test" }),
    ...(timestamp === null ? {} : { timestamp }),
    type: event.wireEvent === TRANSFER_CREATED ? TRANSFER_CREATED : TRANSFER_UPDATED,
  })
  return {
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(text, "utf8"),
  }
}

type Tree = { [name: string]: unknown }

function transferData(event: PayoutEvent): Tree | null {
  if (event.amount === null) return null
  const { currency } = event.amount
  const value = adyenValue(event.amount)
  if (value === undefined) return null
  const { details, failure } = event
  const category = details.channelCode === "card" ? "card" : "bank"
  const data: Tree = {
    id: event.providerId,
    category,
    direction: "outgoing",
    type: PAYOUT_TRANSFER_TYPES[category],
    status: wireStatusFor(event),
    reason:
      failure === null ? "approved" : (failure.providerCode ?? transferReasonFor(failure.code)),
    amount: { currency, value: new JsonNumber(value) },
  }
  set(data, "reference", event.reference)
  set(data, "description", details.description)
  set(data, "createdAt", details.createdAt)
  set(data, "updatedAt", event.occurredAt)
  // Another provider's order is a time: it says nothing in a sequence of numbers.
  if (event.order !== null && /^\d{1,16}$/.test(event.order)) {
    data["sequenceNumber"] = new JsonNumber(String(BigInt(event.order)))
  }
  const extra = event.wireEvent.startsWith("balancePlatform.") ? details.extra : undefined
  for (const path of EXTRA_PATHS) {
    if (path !== "status") set(data, path, extra?.[path])
  }
  set(data, "externalReason.description", failure?.providerReason)
  setTracking(data, event)
  setCounterparty(data, event, category)
  return data
}

function wireStatusFor(event: PayoutEvent): string {
  const told = event.details.extra?.["status"]
  if (told !== undefined && isTransferStatus(told)) {
    const { status, reason } = TRANSFER_STATUS[told]
    if (status === event.status && reason === event.reason) return told
    if (event.status === "paid" && status === "processing") return told
    if (event.reason === "compliance_review" && status === event.status) return told
  }
  switch (event.status) {
    case "pending":
      return event.reason === "awaiting_review" ? "approvalPending" : "received"
    case "processing":
      return event.reason === "booked" ? "booked" : "authorised"
    case "paid":
      return "booked"
    case "failed":
      return "failed"
    case "cancelled":
      return "cancelled"
    case "reversed":
      return "returned"
  }
}

function setTracking(data: Tree, event: PayoutEvent): void {
  const { estimatedArrivalAt, extra } = event.details
  if (event.status === "paid" && data["status"] !== "credited") {
    set(data, "tracking.type", "confirmation")
    set(data, "tracking.status", "credited")
  } else if (event.reason === "compliance_review") {
    set(data, "tracking.type", "internalReview")
    set(data, "tracking.status", "pending")
  } else if (estimatedArrivalAt !== undefined) {
    const type = extra?.["tracking.type"] ?? "estimation"
    set(data, "tracking.type", type)
    set(data, "tracking.estimatedArrivalTime", estimatedArrivalAt)
  }
}

function setCounterparty(data: Tree, event: PayoutEvent, category: "bank" | "card"): void {
  const { accountHolderName, accountNumber, accountType, extra } = event.details.destination ?? {}
  if (category === "card") {
    set(data, "counterparty.card.cardHolder.fullName", accountHolderName)
    return
  }
  const account = "counterparty.bankAccount.accountIdentification"
  set(data, "counterparty.bankAccount.accountHolder.fullName", accountHolderName)
  set(data, `${account}.type`, accountType)
  set(data, `${account}.${accountType === "iban" ? "iban" : "accountNumber"}`, accountNumber)
  for (const [name, text] of Object.entries(extra ?? {})) {
    if (!name.includes(".")) set(data, `${account}.${name}`, text)
  }
}

function set(tree: Tree, path: string, value: string | null | undefined): void {
  if (value === null || value === undefined || value === "") return
  const names = path.split(".")
  const last = names.pop() ?? path
  let branch = tree
  for (const name of names) {
    if (typeof branch[name] !== "object") branch[name] = {}
    branch = branch[name] as Tree
  }
  branch[last] = value
}

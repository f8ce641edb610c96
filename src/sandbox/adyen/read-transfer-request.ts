import { objectOf } from "../../providers/json-fields.ts"
import { JsonNumber, readJson } from "../../providers/json.ts"
import type { SandboxAnswer } from "../simulator.ts"
import { isIban } from "./iban.ts"
import { invalidRequest, invalidTransfer } from "./platform-problem.ts"
import { readCounterparty } from "./read-counterparty.ts"
import { RequestFields } from "./request-fields.ts"
import { TRANSFER_CATEGORIES, type TransferCategory, type TransferOrder } from "./transfer-state.ts"
import { readWireAmount } from "./wire-amount.ts"
import { ADYEN_ZONE, dateIn, isZone } from "./zone-time.ts"

/** What is asked for. The balance account and the reference may still have to be chosen. */
export interface TransferRequest {
  readonly order: Omit<TransferOrder, "balanceAccountId" | "reference">
  readonly balanceAccountId: string | undefined
  readonly reference: string | undefined
  /** What a plan may find it by; a card's is kept nowhere. */
  readonly accountNumber: string | undefined
  readonly iban: string | undefined
}

export const REFERENCE_CHARACTERS_MAX = 80
const DESCRIPTION_CHARACTERS_MAX = 1_000
const EXECUTION_DAYS_MAX = 30
const APPROVALS_MAX = 10

export const PRIORITIES = ["regular", "fast", "wire", "instant", "crossBorder", "internal"] as const

const TYPES = {
  bank: "bankTransfer",
  card: "cardTransfer",
  internal: "internalTransfer",
} as const satisfies Record<TransferCategory, string>

/** The body of `POST /transfers`, or the answer that refuses it. */
export function readTransferRequest(
  body: Uint8Array,
  now: Date,
): TransferRequest | { readonly refusal: SandboxAnswer } {
  const reading = readJson(body)
  const object = reading.ok ? objectOf(reading.value) : undefined
  if (object === undefined) {
    return { refusal: invalidRequest(reading.ok ? "The body is no JSON object." : reading.hint) }
  }
  const fields = new RequestFields(object)
  const request = readFields(fields, now)
  if (fields.faults.length > 0 || request === undefined) {
    const names = fields.faults.map(({ name }) => name).join(", ")
    return {
      refusal: invalidRequest(`These fields are missing or wrong: ${names}.`, fields.faults),
    }
  }
  if (request.iban !== undefined && !isIban(request.iban)) {
    return { refusal: invalidTransfer("The IBAN is not valid.", readPriorities(fields)) }
  }
  return request
}

/** Undefined only where there are faults. */
function readFields(fields: RequestFields, now: Date): TransferRequest | undefined {
  const amount = readWireAmount(fields.json("amount"))
  if (fields.require("amount") && amount === undefined) {
    fields.fault("amount", "Must be a currency and a value of at least 1 of its minor units.")
  }
  const category = fields.require("category")
    ? fields.oneOf("category", TRANSFER_CATEGORIES)
    : undefined
  fields.require("counterparty")
  const counterparty = category && readCounterparty(fields, category)
  if (category) fields.oneOf("type", [TYPES[category]])
  const [priority] = readPriorities(fields)
  if (category === "bank" && priority === undefined) fields.require("priority")
  const order = defined({
    amount,
    category,
    type: category && TYPES[category],
    counterparty: counterparty?.kept,
    description: fields.text("description", DESCRIPTION_CHARACTERS_MAX),
    executionDate: readExecutionDate(fields, now),
    paymentInstrumentId: fields.text("paymentInstrumentId"),
    priority,
    referenceForBeneficiary: fields.text("referenceForBeneficiary", REFERENCE_CHARACTERS_MAX),
    review: readReview(fields),
    ultimateParty: fields.inner("ultimateParty")?.tree(),
  })
  return {
    order: order as TransferRequest["order"],
    balanceAccountId: fields.text("balanceAccountId"),
    reference: fields.text("reference", REFERENCE_CHARACTERS_MAX),
    accountNumber: counterparty?.accountNumber,
    iban: counterparty?.iban,
  }
}

/** The one that is tried first stands first. */
function readPriorities(fields: RequestFields): readonly string[] {
  const listed = fields.texts("priorities", PRIORITIES.length) ?? []
  if (!listed.every((each) => PRIORITIES.some((known) => known === each))) {
    fields.fault("priorities", `Must be some of ${PRIORITIES.join(", ")}.`)
  }
  const single = fields.oneOf("priority", PRIORITIES)
  return single === undefined ? listed : [single]
}

function readExecutionDate(
  fields: RequestFields,
  now: Date,
): TransferOrder["executionDate"] | undefined {
  const given = fields.inner("executionDate")
  if (given === undefined) return undefined
  const timezone = given.text("timezone") ?? ADYEN_ZONE
  if (!isZone(timezone)) return given.fault("timezone", "Must be a name of the tz database.")
  const date = given.requiredText("date")
  if (date === undefined) return undefined
  const days = daysBetween(dateIn(timezone, now), date)
  return days >= 0 && days <= EXECUTION_DAYS_MAX
    ? { date, timezone }
    : given.fault("date", `Must be YYYY-MM-DD, within ${EXECUTION_DAYS_MAX} days from today.`)
}

/** NaN where the second is no date. */
function daysBetween(today: string, date: string): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return Number.NaN
  const ms = Date.parse(`${date}T00:00:00Z`)
  // Date.parse moves 30 February into March.
  const isDate = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)
  return isDate ? (ms - Date.parse(`${today}T00:00:00Z`)) / 86_400_000 : Number.NaN
}

function readReview(fields: RequestFields): TransferOrder["review"] | undefined {
  const given = fields.inner("review")
  if (given === undefined) return undefined
  const count = given.json("numberOfApprovalsRequired")
  const text = count instanceof JsonNumber ? count.text : "1"
  const required = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (required < 1 || required > APPROVALS_MAX) {
    return given.fault("numberOfApprovalsRequired", `Must be from 1 to ${APPROVALS_MAX}.`)
  }
  return {
    numberOfApprovalsRequired: required,
    scaOnApproval: given.json("scaOnApproval") === true,
  }
}

/** Without the fields that are undefined. */
function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<Fields>
}

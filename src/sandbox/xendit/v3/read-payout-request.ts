import { objectOf, textOf } from "../../../providers/json-fields.ts"
import { JsonNumber, type JsonObject } from "../../../providers/json.ts"
import { apiError, validationError } from "../api-error.ts"
import { readMetadata } from "../metadata.ts"
import type { PayoutState, V3State } from "../payout.ts"
import { readReceiptNotification } from "../receipt-notification.ts"
import { RequestFields } from "../request-fields.ts"
import type { SandboxAnswer } from "../../exchange.ts"
import { amountFromWire, V3_CURRENCIES } from "./currencies.ts"

/** What a request for a payout of v3 says of it, when nothing in it is wrong. */
export type V3Request = Pick<
  PayoutState,
  "amount" | "currency" | "channelCode" | "channelCategory" | "channelProperties"
> &
  Partial<Pick<PayoutState, "description" | "receiptNotification" | "metadata">> & {
    readonly reference: string
    readonly v3: V3State
  }

export type V3Reading =
  | { readonly ok: true; readonly request: V3Request }
  | { readonly ok: false; readonly answer: SandboxAnswer }

const TEXT_CHARACTERS_MAX = 255
const DESCRIPTION_CHARACTERS_MAX = 100
const ROUTING_TYPES =
  "SWIFT IBAN SORT_CODE ABA BSB WALLET CLABE MOBILE_NO BUSINESS_REG_NO NATIONAL_ID".split(" ")

const TOO_SMALL =
  "The transfer amount requested is lower than the prescribed minimum for the region. Amend the transfer amount before retrying."
const TOO_LARGE =
  "The transfer amount requested is higher than the prescribed maximum for the region. Amend the transfer amount before retrying."
const NO_CURRENCY = "The source or destination currency is not supported."

export function readV3PayoutRequest(body: JsonObject): V3Reading {
  const fields = new RequestFields(body)
  const text = (name: string) => fields.requiredText(name, TEXT_CHARACTERS_MAX)
  const reference = text("reference_id")
  const recipient = fields.open("recipient")
  const account = recipient?.open("account_details")
  const recipientType = recipient && readPartyType(recipient)
  const destination = account && readAccount(account)
  const details = fields.open("payout_details")
  const transfer = details && readTransfer(details)
  const sender = fields.optionalObject("sender")
  const sourceOfFund = text("source_of_fund")
  const purposeCode = text("purpose_code")
  const description = fields.optionalText("description", DESCRIPTION_CHARACTERS_MAX)
  const receiptNotification = readReceiptNotification(fields)
  const metadata = readMetadata(fields)
  if (fields.errors.length > 0 || transfer === undefined || destination === undefined) {
    return { ok: false, answer: validationError(fields.errors) }
  }
  if ("answer" in transfer) return { ok: false, answer: transfer.answer }
  const senderType = textOf(sender?.["type"]) ?? "BUSINESS"
  return {
    ok: true,
    request: {
      reference,
      ...transfer,
      ...destination,
      ...(description !== undefined && { description }),
      ...(receiptNotification !== undefined && { receiptNotification }),
      ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
      v3: {
        type: `${letterOf(senderType)}2${letterOf(recipientType ?? "")}`,
        sender: JSON.stringify(sender ?? OWN_SENDER),
        recipient: JSON.stringify(objectOf(body["recipient"])),
        sourceOfFund,
        purposeCode,
      },
    },
  }
}

/** Who pays where no other sender is named: the account itself, whose name nobody told. */
const OWN_SENDER = { type: "BUSINESS", business_name: "Sandbox" }

/** B2C: from a business to a consumer. */
function letterOf(partyType: string): "B" | "C" {
  return partyType === "INDIVIDUAL" ? "C" : "B"
}

function readPartyType(fields: RequestFields): string {
  const type = fields.requiredText("type", TEXT_CHARACTERS_MAX)
  if (type !== "" && type !== "INDIVIDUAL" && type !== "BUSINESS") {
    fields.refuse("type", "should be one of INDIVIDUAL, BUSINESS")
  }
  return type
}

function readAccount(fields: RequestFields) {
  const text = (name: string) => fields.requiredText(name, TEXT_CHARACTERS_MAX)
  text("currency")
  text("account_country")
  const holder = text("account_holder_name")
  const number = text("account_number")
  const routingType = text("routing_type_1").toUpperCase()
  if (routingType !== "" && !ROUTING_TYPES.includes(routingType)) {
    fields.refuse("routing_type_1", `should be one of ${ROUTING_TYPES.join(", ")}`)
  }
  const isWallet = routingType === "WALLET"
  return {
    channelCode: text("routing_value_1"),
    channelCategory: isWallet ? ("EWALLET" as const) : ("BANK" as const),
    channelProperties: { account_number: number, account_holder_name: holder },
  }
}

/** One of the two amounts, in whole minor units. Only payouts within one currency are played. */
function readTransfer(
  fields: RequestFields,
):
  | { readonly amount: string; readonly currency: string }
  | { readonly answer: SandboxAnswer }
  | undefined {
  if (fields.peek("quote_id") !== undefined) return { answer: apiError("INVALID_QUOTE") }
  const source = fields.requiredText("source_currency", TEXT_CHARACTERS_MAX)
  const destination = fields.requiredText("destination_currency", TEXT_CHARACTERS_MAX)
  const given = ["source_amount", "destination_amount"].filter(
    (name) => fields.peek(name) !== undefined,
  )
  const [name = "source_amount"] = given
  if (given.length !== 1) {
    return fields.refuse(name, "should be given, or destination_amount, and not both")
  }
  const number = fields.peek(name)
  if (!(number instanceof JsonNumber) || !/^\d+$/.test(number.text)) {
    return fields.refuse(name, "should be integer")
  }
  const isKnown = V3_CURRENCIES.includes(source)
  if (!isKnown || source !== destination) return { answer: invalid(NO_CURRENCY) }
  const amount = amountFromWire(number.text, source)
  if (amount === undefined) return { answer: invalid(TOO_LARGE) }
  if (amount === 0n) return { answer: invalid(TOO_SMALL) }
  return { amount: String(amount), currency: source }
}

function invalid(message: string): SandboxAnswer {
  return apiError("INVALID_VALUE_ERROR", { message })
}

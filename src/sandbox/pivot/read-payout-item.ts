import { amountFromDecimal, decimalFromAmount } from "../../payout/money.ts"
import { isAbsent, isIdentifier, objectOf } from "../../providers/json-fields.ts"
import type { Json, JsonObject } from "../../providers/json.ts"
import { isChannelCode } from "./channels.ts"
import {
  amountAboveLimit,
  amountBelowLimit,
  fieldFormatInvalid,
  fieldRequired,
  unsupportedChannelCode,
} from "./errors.ts"
import type { PayoutSettings } from "./payout-settings.ts"
import { CURRENCY } from "./payout-things.ts"
import { Refusal } from "./refusal.ts"

/** What a create call asks for, checked. */
export interface PayoutItem {
  readonly referenceId: string
  /** Either an inquiry, or where the money goes. */
  readonly inquiryId: string
  readonly channelCode: string
  readonly accountNumber: string
  readonly accountName: string
  /** Whole rupiah. */
  readonly amount: string
  readonly description: string
}

const REFERENCE_MAX = 100
const CHANNEL_CODE_MAX = 30
const ACCOUNT_MAX = 60
const CURRENCY_MAX = 10
const INQUIRY_ID_MAX = 36

/** "Alphanumeric" by the rules, and with spaces in every sample of the vendor's. */
const DESCRIPTION = /^[A-Za-z0-9 ]{1,20}$/

/** @throws Refusal with the first fault */
export function readPayoutItem(value: Json, settings: PayoutSettings, place: string): PayoutItem {
  const item = objectOf(value)
  if (item === undefined) throw new Refusal(fieldFormatInvalid(place))
  const referenceId = requiredText(item, "referenceId", { place, max: REFERENCE_MAX })
  const hasInquiry = !isAbsent(item["inquiryId"]) && item["inquiryId"] !== ""
  const destination = hasInquiry ? readInquiryId(item, place) : readDestination(item, place)
  const amount = readAmount(item, settings, place)
  const description = readDescription(item, place)
  return { referenceId, ...destination, amount, description }
}

function readInquiryId(item: JsonObject, place: string) {
  const inquiryId = requiredText(item, "inquiryId", { place, max: INQUIRY_ID_MAX })
  return { inquiryId, channelCode: "", accountNumber: "", accountName: "" }
}

function readDestination(item: JsonObject, place: string) {
  const channelCode = requiredText(item, "channelCode", { place, max: CHANNEL_CODE_MAX })
  if (!isChannelCode(channelCode)) {
    throw new Refusal(unsupportedChannelCode(`${place}.channelCode`))
  }
  const inside = `${place}.channelInformation`
  const information = requiredObject(item, "channelInformation", place)
  const account = { place: inside, max: ACCOUNT_MAX }
  return {
    inquiryId: "",
    channelCode,
    accountNumber: requiredText(information, "accountNumber", account),
    accountName: requiredText(information, "accountName", account),
  }
}

function readAmount(item: JsonObject, settings: PayoutSettings, place: string): string {
  const inside = `${place}.amount`
  const amount = requiredObject(item, "amount", place)
  const currency = requiredText(amount, "currency", { place: inside, max: CURRENCY_MAX })
  if (currency !== CURRENCY) throw new Refusal(fieldFormatInvalid(`${inside}.currency`))
  const field = `${inside}.value`
  const value = amount["value"]
  if (isAbsent(value) || value === "") throw new Refusal(fieldRequired(field))
  // A number is refused, as was observed: the amount of a payout is text.
  const units = typeof value === "string" ? amountFromDecimal(value, 0) : undefined
  if (units === undefined) throw new Refusal(fieldFormatInvalid(field))
  if (units < settings.amount_min) throw new Refusal(amountBelowLimit(field))
  if (units > settings.amount_max) throw new Refusal(amountAboveLimit(field))
  return decimalFromAmount(units, 0)
}

function readDescription(item: JsonObject, place: string): string {
  const description = item["description"]
  if (isAbsent(description)) return ""
  if (typeof description !== "string" || !DESCRIPTION.test(description)) {
    throw new Refusal(fieldFormatInvalid(`${place}.description`))
  }
  return description
}

function requiredText(
  object: JsonObject,
  name: string,
  at: { readonly place: string; readonly max: number },
): string {
  const field = `${at.place}.${name}`
  const value = object[name]
  if (isAbsent(value) || value === "") throw new Refusal(fieldRequired(field))
  if (typeof value !== "string" || value.length > at.max || !isIdentifier(value)) {
    throw new Refusal(fieldFormatInvalid(field))
  }
  return value
}

function requiredObject(object: JsonObject, name: string, place: string): JsonObject {
  const value = object[name]
  if (isAbsent(value)) throw new Refusal(fieldRequired(`${place}.${name}`))
  const found = objectOf(value)
  if (found === undefined) throw new Refusal(fieldFormatInvalid(`${place}.${name}`))
  return found
}

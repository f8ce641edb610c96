import type { JsonObject } from "../../providers/json.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { ACCOUNT_TYPE_DEFAULT, accountTypesOf, takesProxies } from "./account-type.ts"
import { readAmount } from "./amount-number.ts"
import { apiError, validationError } from "./api-error.ts"
import { readCashProperties } from "./cash.ts"
import type { Channel } from "./channels.ts"
import { readMetadata } from "./metadata.ts"
import { readReceiptNotification, type ReceiptNotification } from "./receipt-notification.ts"
import { RequestFields } from "./request-fields.ts"

/** A request for a payout in which nothing is wrong. */
export interface PayoutRequest {
  readonly reference: string
  readonly channel: Channel
  readonly channelProperties: Readonly<Record<string, string>>
  /** Units of 1/10,000. */
  readonly amount: bigint
  readonly description: string | undefined
  readonly receiptNotification: ReceiptNotification | undefined
  readonly metadata: JsonObject | undefined
}

export type RequestReading =
  | { readonly ok: true; readonly request: PayoutRequest }
  | { readonly ok: false; readonly answer: SandboxAnswer }

const REFERENCE_CHARACTERS_MAX = 255
const CODE_CHARACTERS_MAX = 100
const ACCOUNT_CHARACTERS_MAX = 100
const DESCRIPTION_CHARACTERS_MAX = 100

/** The form of the whole request first, then the channel, then its amounts. */
export function readPayoutRequest(
  body: JsonObject,
  known: { readonly channels: ReadonlyMap<string, Channel>; readonly now: Date },
): RequestReading {
  const fields = new RequestFields(body)
  const reference = fields.requiredText("reference_id", REFERENCE_CHARACTERS_MAX)
  const channel = known.channels.get(fields.requiredText("channel_code", CODE_CHARACTERS_MAX))
  const channelProperties = readChannelProperties(fields, channel, known.now)
  const amount = readRequestedAmount(fields)
  const currency = fields.requiredText("currency", CODE_CHARACTERS_MAX)
  const description = fields.optionalText("description", DESCRIPTION_CHARACTERS_MAX)
  const receiptNotification = readReceiptNotification(fields)
  const metadata = readMetadata(fields)
  if (fields.errors.length > 0) return refused(validationError(fields.errors))
  if (channel === undefined || channel.currency !== currency) {
    return refused(apiError("CHANNEL_CODE_NOT_SUPPORTED"))
  }
  const outOfLimits = checkLimits(amount, channel)
  if (outOfLimits !== undefined) return refused(apiError(outOfLimits))
  return {
    ok: true,
    request: {
      reference,
      channel,
      channelProperties,
      amount,
      description,
      receiptNotification,
      metadata,
    },
  }
}

function refused(answer: SandboxAnswer): RequestReading {
  return { ok: false, answer }
}

function readChannelProperties(
  fields: RequestFields,
  channel: Channel | undefined,
  now: Date,
): Readonly<Record<string, string>> {
  const inner = fields.open("channel_properties")
  if (inner === undefined) return {}
  if (channel?.category === "OTC") return readCashProperties(inner, now)
  const accountNumber = inner.requiredText("account_number", ACCOUNT_CHARACTERS_MAX)
  const accountHolderName = inner.requiredText("account_holder_name", ACCOUNT_CHARACTERS_MAX)
  const accountType = readAccountType(inner, channel)
  return {
    account_number: accountNumber,
    account_holder_name: accountHolderName,
    ...(accountType !== undefined && { account_type: accountType }),
  }
}

/** Where numbers of several kinds are taken, the default is filled in; elsewhere R shows none. */
function readAccountType(fields: RequestFields, channel: Channel | undefined): string | undefined {
  const given = fields.optionalText("account_type", ACCOUNT_CHARACTERS_MAX)
  if (channel === undefined) return given
  if (given === undefined) return takesProxies(channel) ? ACCOUNT_TYPE_DEFAULT : undefined
  const types = accountTypesOf(channel)
  if (types.includes(given)) return given
  return fields.refuse("account_type", `should be one of ${types.join(", ")}`)
}

/** Beyond what can be written: more than any channel takes. */
const AMOUNT_TOO_LARGE = 10n ** 38n

function readRequestedAmount(fields: RequestFields): bigint {
  const number = fields.requiredNumber("amount")
  if (number === undefined) return 0n
  const read = readAmount(number)
  switch (read.outcome) {
    case "amount":
      return read.amount
    case "too_large":
      return AMOUNT_TOO_LARGE
    case "too_fine":
      return fields.refuse("amount", "should have 2 decimal places or less") ?? 0n
    case "negative":
      return fields.refuse("amount", "should be 0 or more") ?? 0n
  }
}

function checkLimits(amount: bigint, channel: Channel) {
  if (amount < channel.minimum) return "MINIMUM_TRANSFER_LIMIT_ERROR"
  if (amount > channel.maximum) return "MAXIMUM_TRANSFER_LIMIT_ERROR"
  return amount % channel.increment === 0n ? undefined : "AMOUNT_INCREMENT_NOT_SUPPORTED"
}

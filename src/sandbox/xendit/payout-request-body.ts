import { randomPooled } from "../../random.ts"
import { objectOf } from "../../providers/json-fields.ts"
import { readJson, type JsonObject } from "../../providers/json.ts"
import { wireNumber } from "../answer.ts"
import { CHANNELS } from "./channels.ts"

const AMOUNT = "100000"
const ACCOUNT_NUMBER = "000000000099"
const ACCOUNT_HOLDER_NAME = "Michael Chen"
/** One of each currency. */
const CHANNEL_CODES: Readonly<Record<string, string>> = {
  IDR: "ID_BCA",
  PHP: "PH_GCASH",
  MYR: "MY_DUITNOW",
  THB: "TH_SANDBOX_BANK",
  VND: "VN_SANDBOX_BANK",
}

/** The body of a call that a client would make, from what an action was given. */
export function payoutRequestBody(args: Readonly<Record<string, unknown>>): JsonObject {
  const asked = typeof args["currency"] === "string" ? args["currency"] : undefined
  const {
    amount = AMOUNT,
    channel_code: channelCode = CHANNEL_CODES[asked ?? "IDR"],
    account_number: accountNumber = ACCOUNT_NUMBER,
    account_holder_name: accountHolderName = ACCOUNT_HOLDER_NAME,
    account_type: accountType,
    reference_id: referenceId = `ref-${randomPooled(4).toString("hex")}`,
    description,
    receipt_notification: receiptNotification,
    metadata,
  } = args
  const channel = CHANNELS.get(String(channelCode))
  const isCash = channel?.category === "OTC"
  const body = {
    reference_id: referenceId,
    channel_code: channelCode,
    channel_properties: isCash
      ? { account_number: accountNumber, recipient_given_names: accountHolderName }
      : {
          account_number: accountNumber,
          account_holder_name: accountHolderName,
          account_type: accountType,
        },
    amount: wireNumber(plainNumber(String(amount))),
    currency: asked ?? channel?.currency ?? "IDR",
    description,
    receipt_notification: receiptNotification,
    metadata,
  }
  const reading = readJson(Buffer.from(JSON.stringify(body)))
  const object = reading.ok ? objectOf(reading.value) : undefined
  if (object === undefined) throw new Error("what was written is no JSON object")
  return object
}

/** JSON has no leading zeros. */
function plainNumber(decimal: string): string {
  return decimal.replace(/^0+(?=\d)/, "")
}

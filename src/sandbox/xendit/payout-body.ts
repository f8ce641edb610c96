import { decimalFromAmount } from "../../payout/money.ts"
import { readJson } from "../../providers/json.ts"
import { wireNumber } from "../answer.ts"
import type { Thing } from "../thing.ts"
import type { WorldAccount } from "../world.ts"
import { amountOf, stateOf } from "./payout.ts"

/** A payout as the API shows it; the order of the fields is that of a recorded answer. */
export function payoutBody(thing: Thing, account: Pick<WorldAccount, "externalId">) {
  const state = stateOf(thing)
  return {
    id: thing.name,
    amount: wireNumber(decimalFromAmount(amountOf(state), 0)),
    channel_code: state.channelCode,
    currency: state.currency,
    description: state.description,
    reference_id: thing.reference,
    status: thing.status,
    created: state.created,
    updated: state.updated,
    estimated_arrival_time: state.estimatedArrivalTime,
    failure_code: state.failureCode,
    business_id: account.externalId,
    channel_properties: inOrder(state.channelProperties, CHANNEL_PROPERTIES),
    receipt_notification:
      state.receiptNotification && inOrder(state.receiptNotification, RECEIPT_LISTS),
    metadata: state.metadata === undefined ? undefined : exactJson(state.metadata),
  }
}

const CHANNEL_PROPERTIES = [
  "account_number",
  "account_holder_name",
  "account_type",
  "payout_code",
  "recipient_given_names",
  "recipient_surname",
  "expires_at",
]
const RECEIPT_LISTS = ["email_to", "email_cc", "email_bcc"]

/** The database keeps no order of keys. */
function inOrder(object: object, names: readonly string[]) {
  const values = new Map<string, unknown>(Object.entries(object))
  return Object.fromEntries(
    names.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : [])),
  )
}

/** Numbers as the client wrote them. */
function exactJson(text: string): unknown {
  const reading = readJson(Buffer.from(text))
  if (!reading.ok) throw new Error(`Metadata that was accepted is no JSON: ${reading.hint}`)
  return reading.value
}

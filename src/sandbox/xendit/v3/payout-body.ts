import { readJson, type Json } from "../../../providers/json.ts"
import type { Thing } from "../../thing.ts"
import type { WorldAccount } from "../../world.ts"
import { amountOf, stateOf } from "../payout.ts"
import { amountToWire } from "./currencies.ts"

/** A payout as the v3 API shows it and its webhooks tell it; fields in the printed order. */
export function v3PayoutBody(
  thing: Thing,
  account: Pick<WorldAccount, "externalId">,
  told: { readonly status?: string; readonly failureCode?: string; readonly amount?: bigint } = {},
) {
  const state = stateOf(thing)
  const { v3, currency } = state
  if (v3 === undefined) throw new Error(`${thing.name} is no payout of v3.`)
  const amount = amountToWire(told.amount ?? amountOf(state), currency)
  return {
    payout_id: thing.name,
    status: told.status ?? thing.status,
    reference_id: thing.reference,
    type: v3.type,
    source_currency: currency,
    source_amount: amount,
    destination_currency: currency,
    destination_amount: amount,
    sender: jsonOf(v3.sender),
    recipient: jsonOf(v3.recipient),
    source_of_fund: v3.sourceOfFund,
    purpose_code: v3.purposeCode,
    description: state.description,
    failure_code: told.failureCode ?? state.failureCode,
    estimated_arrival_time: state.estimatedArrivalTime,
    created: state.created,
    updated: state.updated,
    business_id: account.externalId,
    receipt_notification: state.receiptNotification,
    metadata: state.metadata === undefined ? undefined : jsonOf(state.metadata),
  }
}

/** As the client wrote it, numbers too. */
function jsonOf(text: string): Json {
  const reading = readJson(Buffer.from(text))
  if (!reading.ok) throw new Error(`What was accepted is no JSON: ${reading.hint}`)
  return reading.value
}

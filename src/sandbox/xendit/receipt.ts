import { maskAccount } from "../../payout/mask.ts"
import { moneyToWire } from "../../payout/money.ts"
import type { Thing } from "../thing.ts"
import type { Receipt } from "../world.ts"
import { amountOf, stateOf } from "./payout.ts"

/** The mail of a payout that has succeeded; null: nobody asked for one. */
export function receiptOf(thing: Thing): Receipt | null {
  const state = stateOf(thing)
  const {
    email_to: to = [],
    email_cc: cc = [],
    email_bcc: bcc = [],
  } = state.receiptNotification ?? {}
  if (to.length + cc.length + bcc.length === 0) return null
  const { value, currency } = moneyToWire({ amount: amountOf(state), currency: state.currency })
  const { account_number: accountNumber } = state.channelProperties
  return {
    dedupeKey: `xendit:${thing.name}:receipt`,
    to,
    cc,
    bcc,
    subject: `A payout of ${currency} ${value} was sent`,
    lines: [
      `A payout of ${currency} ${value} was sent to ${recipientOf(state.channelProperties)}.`,
    ],
    facts: [
      ["Amount", `${currency} ${value}`],
      ["Reference", thing.reference ?? ""],
      ...(state.description === undefined ? [] : [["Description", state.description] as const]),
      ["Channel", state.channelCode],
      ...(accountNumber === undefined ? [] : [["Account", maskAccount(accountNumber)] as const]),
      ["Payout", thing.name],
    ],
  }
}

function recipientOf(properties: Readonly<Record<string, string>>): string {
  const {
    account_holder_name: holder,
    recipient_given_names: given,
    recipient_surname: surname,
  } = properties
  return holder ?? [given, surname].filter((name) => name !== undefined).join(" ")
}

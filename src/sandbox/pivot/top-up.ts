import { randomUUID } from "node:crypto"
import { amountFromDecimal, decimalFromAmount } from "../../payout/money.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { ActionResult, SandboxAction, SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { failure, success } from "./envelope.ts"
import { resourceMissing } from "./payment-errors.ts"
import { accountNumberOf } from "./payment-method.ts"
import { choice, readSettings, shortText } from "./settings.ts"
import { wireTime } from "./wire-time.ts"

/** The page "Top Up Callback", and the account number that a merchant tops up by. */

export const TOP_UP_SETTINGS = {
  merchant_name: shortText(
    "Sandbox Merchant",
    "The merchant's name in a top-up's callback: an account here has none.",
  ),
  top_up_channel: choice(
    ["PERMATA", "BRI", "MANDIRI", "CIMB", "BNC"],
    "Which bank's virtual account is topped up by. The page lists these, and etc.",
  ),
} as const

export const topUpRoutes: readonly SandboxRoute[] = [
  {
    method: "GET",
    path: "/v1/payment-channels/virtual-accounts/:id/top-up",
    answer: retrieveAccount,
  },
]

const ACCOUNTS = ["DISBURSEMENT", "PAYMENT", "WALLET", "MASTER"] as const

export const topUpActions: Readonly<Record<string, SandboxAction>> = {
  top_up: {
    summary: "Adds to a balance, as a transfer to the merchant's virtual account does.",
    args: {
      type: "object",
      additionalProperties: false,
      required: ["amount"],
      properties: {
        amount: { type: "string", pattern: "^[1-9][0-9]{0,14}$", description: "Whole rupiah." },
        account: { enum: ACCOUNTS, default: "DISBURSEMENT", description: "Which balance." },
      },
    },
    run: topUp,
  },
}

async function topUp(args: Readonly<Record<string, unknown>>, world: World): Promise<ActionResult> {
  const amount = String(args["amount"])
  const account = ACCOUNTS.find((each) => each === args["account"]) ?? "DISBURSEMENT"
  const before = await world.balance(account, CURRENCY)
  const units = amountFromDecimal(amount, 0) ?? 0n
  await world.move(account, CURRENCY, units)
  const balanceAfter = decimalFromAmount(before + units, 0)
  const thing = await world.add({
    kind: "top_up",
    name: randomUUID(),
    status: "SUCCESS",
    state: { account, amount, balanceAfter },
  })
  const settings = readSettings(TOP_UP_SETTINGS, world.account.settings)
  const money = (value: string) => ({ currency: CURRENCY, value })
  const data = {
    merchantId: world.account.externalId,
    merchantName: settings.merchant_name,
    accountName: account,
    amount: money(amount),
    balanceBefore: money(decimalFromAmount(before, 0)),
    balanceAfter: money(balanceAfter),
    paymentMethod: { type: "VIRTUAL_ACCOUNT" },
    paymentMethodOptions: {
      virtualAccount: {
        channel: settings.top_up_channel,
        virtualAccountNumber: accountNumberOf(world.account.externalId),
        virtualAccountName: settings.merchant_name,
      },
    },
    transactionTime: wireTime(world.now, 6),
  }
  const body = Buffer.from(JSON.stringify({ event: EVENT, data }), "utf8")
  const headers = { "Content-Type": "application/json", Accept: "application/json" }
  await world.tell({ product: "top_up", thing, wireEvent: EVENT, webhook: { headers, body } })
  return {
    thing: { kind: thing.kind, name: thing.name },
    said: `${account} holds ${balanceAfter} ${CURRENCY} now.`,
    detail: { account, amount, balance: balanceAfter },
  }
}

const CURRENCY = "IDR"
const EVENT = "MERCHANT-TOP-UP.SUCCESS"

/** The list of payment channels is not played: any channel's id leads to the one account. */
async function retrieveAccount(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const id = call.parameters["id"] ?? ""
  if (!/^[0-9a-f-]{36}$/i.test(id)) return failure(resourceMissing("payment channel", id))
  const thing =
    (await world.find(ACCOUNT, id)) ??
    (await world.add({ kind: ACCOUNT, name: id, status: "ACTIVE", state: { uuid: randomUUID() } }))
  return success({
    uuid: thing.state["uuid"],
    merchantId: world.account.externalId,
    paymentMethodId: id,
    referenceNumber: accountNumberOf(world.account.externalId),
    createdAt: wireTime(thing.createdAt, 0),
    updatedAt: wireTime(thing.updatedAt, 0),
  })
}

const ACCOUNT = "top_up_account"

import { decimalFromAmount } from "../../payout/money.ts"
import { timeFromWire } from "../../providers/times.ts"
import { jsonAnswer, wireNumber } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { World } from "../world.ts"
import { validationError } from "./api-error.ts"
import { CASH } from "./cash-balance.ts"
import { SETTINGS } from "./settings.ts"

const ACCOUNT_TYPES = [CASH, "HOLDING", "TAX"]
/** A client's clock need not be the sandbox's. */
const CLOCKS_APART_MS = 60_000

export async function getBalance(query: URLSearchParams, world: World): Promise<SandboxAnswer> {
  const accountType = query.get("account_type") ?? CASH
  if (!ACCOUNT_TYPES.includes(accountType)) {
    const message = `"account_type" should be one of ${ACCOUNT_TYPES.join(", ")}`
    return validationError([{ path: "account_type", message }])
  }
  const asked = query.get("at_timestamp")
  if (asked !== null && !isNow(asked, world.now)) {
    const message = '"at_timestamp" should be now: the sandbox keeps no history of balances'
    return validationError([{ path: "at_timestamp", message }])
  }
  const { currency } = readSettings(SETTINGS, world.account.settings)
  const amount = await world.balance(accountType, query.get("currency") ?? currency)
  return jsonAnswer(200, { balance: wireNumber(decimalFromAmount(amount, 0)) })
}

function isNow(text: string, now: Date): boolean {
  const time = timeFromWire(text)
  return time !== null && Math.abs(Date.parse(time) - now.getTime()) <= CLOCKS_APART_MS
}

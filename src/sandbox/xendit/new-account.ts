import { amountFromDecimal } from "../../payout/money.ts"
import { randomPooled } from "../../random.ts"
import type { NewAccount } from "../simulator.ts"
import { CASH } from "./cash-balance.ts"
import { CURRENCIES, type Currency } from "./channels.ts"

/** What there is to spend at first, in main units. */
const BALANCES: Readonly<Record<Currency, string>> = {
  IDR: "1000000000",
  PHP: "5000000",
  MYR: "500000",
  THB: "5000000",
  VND: "2000000000",
}

/** A test account; the prefix of its key is that of Xendit's test mode. */
export function newAccount(): NewAccount {
  return {
    externalId: randomPooled(12).toString("hex"),
    credentials: { api_key: `xnd_development_${randomPooled(30).toString("base64url")}` },
    balances: CURRENCIES.map((currency) => ({
      name: CASH,
      currency,
      amount: amountFromDecimal(BALANCES[currency], 0) ?? 0n,
    })),
  }
}

import { amountFromDecimal } from "../../payout/money.ts"
import { randomPooled } from "../../random.ts"
import type { NewAccount } from "../simulator.ts"
import { newBalanceAccountId } from "./balance-accounts.ts"
import {
  REVIEW_KEY_PREFIX,
  REVIEW_USER_PREFIX,
  STORE_KEY_PREFIX,
  STORE_USER_PREFIX,
} from "./authentication.ts"
import { PAYOUT_BALANCE } from "./payout-state.ts"
import { newPspReference } from "./psp-reference.ts"

const COMPANY_LETTERS = 8
const MERCHANT_ACCOUNT_ENDING = "ECOM"
const KEY_BYTES = 48
const PASSWORD_BYTES = 15

const CURRENCIES = ["EUR", "GBP", "USD"] as const
const FIRST_BALANCE = amountFromDecimal("100000", 0) ?? 0n

/**
 * A company with one merchant account, two credentials (who submits must not review), and a balance
 * account of a balance platform; money in both.
 */
export function newAccount(): NewAccount {
  const company = `Paidout${newPspReference().slice(0, COMPANY_LETTERS)}`
  const purses = [PAYOUT_BALANCE, newBalanceAccountId()]
  return {
    externalId: company + MERCHANT_ACCOUNT_ENDING,
    credentials: {
      api_key: newKey(STORE_KEY_PREFIX),
      review_api_key: newKey(REVIEW_KEY_PREFIX),
      ws_username: `${STORE_USER_PREFIX}${company}`,
      ws_password: newPassword(),
      review_username: `${REVIEW_USER_PREFIX}${company}`,
      review_password: newPassword(),
    },
    balances: purses.flatMap((name) =>
      CURRENCIES.map((currency) => ({ name, currency, amount: FIRST_BALANCE })),
    ),
  }
}

/** The company that a merchant account of the sandbox belongs to. */
export function companyOf(merchantAccount: string): string {
  return merchantAccount.slice(0, -MERCHANT_ACCOUNT_ENDING.length)
}

function newKey(prefix: string): string {
  return prefix + randomPooled(KEY_BYTES).toString("base64url")
}

function newPassword(): string {
  return randomPooled(PASSWORD_BYTES).toString("base64url")
}

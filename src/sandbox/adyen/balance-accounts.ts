import { createHash } from "node:crypto"
import { randomPooled } from "../../random.ts"
import type { World, WorldAccount } from "../world.ts"
import { lettersOf } from "./letters.ts"

const LETTERS_AFTER_PREFIX = 23

/** A new balance account's id: the name of its balances. */
export function newBalanceAccountId(): string {
  return `BA${lettersOf(randomPooled(LETTERS_AFTER_PREFIX))}`
}

/** An account has one account holder, who owns all its balance accounts. */
export function accountHolderOf({ id }: WorldAccount): string {
  const digest = createHash("sha256").update(`account holder of ${id}`).digest()
  return `AH${lettersOf(digest.subarray(0, LETTERS_AFTER_PREFIX))}`
}

/** Those of the account, the one with most of the currency first. */
export async function balanceAccounts(world: World, currency = ""): Promise<readonly string[]> {
  const balances = (await world.balances()).filter(({ name }) => name.startsWith("BA"))
  const inCurrency = balances.filter((balance) => balance.currency === currency)
  const richest = inCurrency.toSorted((a, b) => Number(b.amount - a.amount))
  return [...new Set([...richest, ...balances].map(({ name }) => name))]
}

import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Balance } from "./thing.ts"

interface Purse {
  readonly name: string
  readonly currency: string
}

export async function listBalances(
  queryable: Queryable,
  account: AccountKey,
): Promise<readonly Balance[]> {
  const { rows } = await queryable.query<{ name: string; currency: string; units: string }>(
    `select name, currency, (amount * 10000)::numeric(38, 0)::text as units from sandbox_balances
     where merchant_id = $1 and account_id = $2
     order by name, currency`,
    [account.merchantId, account.id],
  )
  return rows.map(({ name, currency, units }) => ({ name, currency, amount: BigInt(units) }))
}

/** Puts in, and makes the balance where there is none yet. */
export async function addToBalance(
  queryable: Queryable,
  account: AccountKey,
  into: Purse & { readonly amount: bigint },
): Promise<void> {
  await queryable.query(
    `insert into sandbox_balances (merchant_id, account_id, name, currency, amount)
     values ($1, $2, $3, $4, $5::numeric / 10000)
     on conflict (merchant_id, account_id, name, currency)
       do update set amount = sandbox_balances.amount + excluded.amount`,
    [account.merchantId, account.id, into.name, into.currency, into.amount.toString()],
  )
}

/** Takes out, if there is so much. */
export async function takeFromBalance(
  queryable: Queryable,
  account: AccountKey,
  from: Purse & { readonly amount: bigint },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update sandbox_balances set amount = amount - $5::numeric / 10000
     where merchant_id = $1 and account_id = $2 and name = $3 and currency = $4
       and amount >= $5::numeric / 10000`,
    [account.merchantId, account.id, from.name, from.currency, from.amount.toString()],
  )
  return rowCount === 1
}

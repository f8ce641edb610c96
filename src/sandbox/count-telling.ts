import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** The number, from 1, of a webhook that is told of a thing. */
export async function countTelling(
  queryable: Queryable,
  account: AccountKey,
  key: { readonly kind: string; readonly name: string },
): Promise<number> {
  const { rows } = await queryable.query<{ told: number }>(
    `update sandbox_things set told = told + 1
     where merchant_id = $1 and account_id = $2 and kind = $3 and name = $4
     returning told`,
    [account.merchantId, account.id, key.kind, key.name],
  )
  return rows[0]?.told ?? 1
}

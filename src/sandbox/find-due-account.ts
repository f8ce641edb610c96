import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/**
 * An account of which something is due, the one that waits longest besides those to be left alone.
 * Over all merchants.
 */
export async function findDueAccount(
  queryable: Queryable,
  leftAlone: readonly string[],
): Promise<AccountKey | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; account_id: string }>({
    name: "find_due_sandbox_account",
    text: `select merchant_id, account_id from sandbox_things
           where next_step_at <= paidout_now() and not account_id = any ($1::uuid[])
           order by next_step_at
           limit 1`,
    values: [plainArray(leftAlone)],
  })
  return rows[0] && { merchantId: rows[0].merchant_id, id: rows[0].account_id }
}

import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** An account of which something is due, the one that waits longest. Over all merchants. */
export async function findDueAccount(queryable: Queryable): Promise<AccountKey | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; account_id: string }>({
    name: "find_due_sandbox_account",
    text: `select merchant_id, account_id from sandbox_things
           where next_step_at <= paidout_now()
           order by next_step_at
           limit 1`,
  })
  return rows[0] && { merchantId: rows[0].merchant_id, id: rows[0].account_id }
}

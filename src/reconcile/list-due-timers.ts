import type { Queryable } from "../postgres/pool.ts"

/** Whose silence has lasted long enough, longest first. Over all merchants; locks nothing. */
export async function listDueTimers(
  queryable: Queryable,
  limit: number,
): Promise<readonly { readonly merchantId: string; readonly payoutId: string }[]> {
  const { rows } = await queryable.query<{ merchant_id: string; payout_id: string }>({
    name: "list_due_silence_timers",
    text: `select merchant_id, payout_id from silence_timers
           where due_at <= paidout_now()
           order by due_at
           limit $1`,
    values: [limit],
  })
  return rows.map((row) => ({ merchantId: row.merchant_id, payoutId: row.payout_id }))
}

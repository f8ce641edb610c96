import type { Queryable } from "../postgres/pool.ts"

/** Looks at it again later, unless it has been changed meanwhile. */
export async function postponeTimer(
  queryable: Queryable,
  timer: { readonly merchantId: string; readonly payoutId: string },
  byMs: number,
): Promise<void> {
  await queryable.query(
    `update silence_timers set due_at = paidout_now() + $3 * interval '1 millisecond'
     where merchant_id = $1 and payout_id = $2 and due_at <= paidout_now()`,
    [timer.merchantId, timer.payoutId, byMs],
  )
}

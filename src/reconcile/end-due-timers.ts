import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Ends those timers that are still due, under the locks of their payouts: who lost the race with a
 * webhook or another process finds no row, and so does who stood still meanwhile and could not
 * hear. Returns them, with the time of the end.
 */
export async function endDueTimers(
  queryable: Queryable,
  payouts: readonly { readonly merchantId: string; readonly payoutId: string }[],
): Promise<readonly EndedTimer[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    payout_id: string
    source_id: string
    is_quiet: boolean
    now: Date
  }>({
    name: "end_due_silence_timers",
    text: `delete from silence_timers as t
           using unnest($1::uuid[], $2::uuid[]) as u (merchant_id, payout_id)
           where t.merchant_id = any (array[u.merchant_id]) and t.payout_id = u.payout_id
             and (t.due_at <= paidout_now()) is not distinct from true
             and exists (
               select from listening where heard_until > paidout_server_now() - interval '10 minutes')
           returning t.merchant_id, t.payout_id, t.source_id, t.is_quiet, paidout_now() as now`,
    values: [
      plainArray(payouts.map((each) => each.merchantId)),
      plainArray(payouts.map((each) => each.payoutId)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    payoutId: row.payout_id,
    sourceId: row.source_id,
    isQuiet: row.is_quiet,
    now: row.now,
  }))
}

interface EndedTimer {
  readonly merchantId: string
  readonly payoutId: string
  readonly sourceId: string
  readonly isQuiet: boolean
  readonly now: Date
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Waits no longer: the provider said what became of these payouts. */
export async function clearSilenceTimers(
  queryable: Queryable,
  payouts: readonly { readonly merchantId: string; readonly payoutId: string }[],
): Promise<void> {
  if (payouts.length === 0) return
  await queryable.query({
    name: "clear_silence_timers",
    text: `delete from silence_timers as t
           using unnest($1::uuid[], $2::uuid[]) as u (merchant_id, payout_id)
           where t.merchant_id = any (array[u.merchant_id]) and t.payout_id = u.payout_id`,
    values: [
      plainArray(payouts.map((each) => each.merchantId)),
      plainArray(payouts.map((each) => each.payoutId)),
    ],
  })
}

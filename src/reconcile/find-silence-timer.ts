import type { Queryable } from "../postgres/pool.ts"

/** When the provider's silence will mean something of a payout; undefined: it means nothing. */
export async function findSilenceTimer(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly payoutId: string },
): Promise<Date | undefined> {
  const { rows } = await queryable.query<{ due_at: Date }>({
    name: "find_silence_timer",
    text: "select due_at from silence_timers where merchant_id = $1 and payout_id = $2",
    values: [key.merchantId, key.payoutId],
  })
  return rows[0]?.due_at
}

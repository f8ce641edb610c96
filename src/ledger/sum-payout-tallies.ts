import type { Queryable } from "../postgres/pool.ts"
import type { TallySpan } from "../tally-span.ts"

/** Payouts that were created from `startsAt` on, for as long as the span says, as they stand now. */
export interface PayoutSum {
  readonly startsAt: Date
  readonly status: string
  /** Null: not known yet. */
  readonly currency: string | null
  readonly count: number
  /** A decimal of four places. */
  readonly amount: string
}

export async function sumPayoutTallies(
  queryable: Queryable,
  merchantId: string,
  span: TallySpan & { readonly sourceIds: readonly string[]; readonly live: boolean | null },
): Promise<readonly PayoutSum[]> {
  const { rows } = await queryable.query<PayoutSum>({
    name: "sum_payout_tallies",
    text: `
      select starts_at as "startsAt", word as status, nullif(currency, '') as currency,
        sum(count)::float8 as count, sum(amount)::text as amount
      from (
        select starts_at, word, currency, count, amount from tallies
        where merchant_id = $1 and span_seconds = $2 and kind = 'payout'
          and starts_at >= $3 and starts_at < $4
          and subject_id = any ($5::uuid[]) and ($6::boolean is null or live = $6)
        union all
        select tally_start($2, starts_at), word, currency, count, amount from tallies_new
        where merchant_id = $1 and kind = 'payout'
          and starts_at >= $3 and starts_at < $4
          and subject_id = any ($5::uuid[]) and ($6::boolean is null or live = $6)
      ) as t
      group by 1, 2, 3
      having sum(count) <> 0
      order by 1, 3, 2`,
    values: [merchantId, span.seconds, span.from, span.to, span.sourceIds, span.live],
  })
  return rows
}

import type { Queryable } from "../postgres/pool.ts"
import type { TallySpan } from "../tally-span.ts"

/** Payouts that became paid within the span, by how long that took. */
export interface TimeToPaidSum {
  readonly currency: string | null
  /** The order of magnitude: up to 2^(step/4) seconds. */
  readonly step: number
  readonly count: number
}

/** In the order of their steps. */
export async function sumTimeToPaid(
  queryable: Queryable,
  merchantId: string,
  span: TallySpan & { readonly sourceIds: readonly string[]; readonly live: boolean | null },
): Promise<readonly TimeToPaidSum[]> {
  const { rows } = await queryable.query<TimeToPaidSum>({
    name: "sum_time_to_paid",
    text: `
      select nullif(currency, '') as currency, word::integer as step, sum(count)::float8 as count
      from (
        select word, currency, count from tallies
        where merchant_id = $1 and span_seconds = $2 and kind = 'paid_after'
          and starts_at >= $3 and starts_at < $4
          and subject_id = any ($5::uuid[]) and ($6::boolean is null or live = $6)
        union all
        select word, currency, count from tallies_new
        where merchant_id = $1 and kind = 'paid_after'
          and starts_at >= $3 and starts_at < $4
          and subject_id = any ($5::uuid[]) and ($6::boolean is null or live = $6)
      ) as t
      group by 1, 2
      order by 1, 2`,
    values: [merchantId, span.seconds, span.from, span.to, span.sourceIds, span.live],
  })
  return rows
}

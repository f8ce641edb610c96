import type { Queryable } from "../postgres/pool.ts"
import type { TallySpan } from "../tally-span.ts"

export interface ReceivedSum {
  readonly startsAt: Date
  readonly count: number
}

/** Authentic messages of these sources, by when they were received. */
export async function sumReceived(
  queryable: Queryable,
  merchantId: string,
  span: TallySpan & { readonly sourceIds: readonly string[] },
): Promise<readonly ReceivedSum[]> {
  const { rows } = await queryable.query<ReceivedSum>({
    name: "sum_received",
    text: `
      select starts_at as "startsAt", sum(count)::float8 as count
      from (
        select starts_at, count from tallies
        where merchant_id = $1 and span_seconds = $2 and kind = 'received'
          and starts_at >= $3 and starts_at < $4 and subject_id = any ($5::uuid[])
        union all
        select tally_start($2, starts_at), count from tallies_new
        where merchant_id = $1 and kind = 'received'
          and starts_at >= $3 and starts_at < $4 and subject_id = any ($5::uuid[])
      ) as t
      group by 1
      order by 1`,
    values: [merchantId, span.seconds, span.from, span.to, span.sourceIds],
  })
  return rows
}

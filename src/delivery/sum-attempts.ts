import type { Queryable } from "../postgres/pool.ts"
import type { TallySpan } from "../tally-span.ts"

export interface AttemptSum {
  readonly startsAt: Date
  readonly outcome: "success" | "failure"
  readonly count: number
}

/** Attempts of all of the merchant's endpoints, by when they ended. */
export async function sumAttempts(
  queryable: Queryable,
  merchantId: string,
  span: TallySpan,
): Promise<readonly AttemptSum[]> {
  const { rows } = await queryable.query<AttemptSum>({
    name: "sum_attempts",
    text: `
      select starts_at as "startsAt", word as outcome, sum(count)::float8 as count
      from (
        select starts_at, word, count from tallies
        where merchant_id = $1 and span_seconds = $2 and kind = 'attempt'
          and starts_at >= $3 and starts_at < $4
        union all
        select tally_start($2, starts_at), word, count from tallies_new
        where merchant_id = $1 and kind = 'attempt' and starts_at >= $3 and starts_at < $4
      ) as t
      group by 1, 2
      order by 1, 2`,
    values: [merchantId, span.seconds, span.from, span.to],
  })
  return rows
}

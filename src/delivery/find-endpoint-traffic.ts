import type { Queryable } from "../postgres/pool.ts"

/** Of the last 24 hours. */
export interface EndpointTraffic {
  readonly endpointId: string
  readonly delivered: number
  readonly failed: number
  readonly lastAttemptAt: Date | null
}

export async function findEndpointTraffic(
  queryable: Queryable,
  merchantId: string,
): Promise<readonly EndpointTraffic[]> {
  const { rows } = await queryable.query<EndpointTraffic>({
    name: "find_endpoint_traffic",
    text: `
      select subject_id as "endpointId",
        coalesce(sum(count) filter (where word = 'success'), 0)::float8 as delivered,
        coalesce(sum(count) filter (where word = 'failure'), 0)::float8 as failed,
        max(last_at) as "lastAttemptAt"
      from (
        select subject_id, word, count, last_at from tallies
        where merchant_id = $1 and span_seconds = 900 and kind = 'attempt'
          and starts_at >= paidout_now() - interval '1 day'
        union all
        select subject_id, word, count, last_at from tallies_new
        where merchant_id = $1 and kind = 'attempt'
          and starts_at >= paidout_now() - interval '1 day'
      ) as t
      group by 1`,
    values: [merchantId],
  })
  return rows
}

import type { Queryable } from "../postgres/pool.ts"

export interface SourceTraffic {
  readonly sourceId: string
  /** Authentic messages of the last 24 hours. */
  readonly receivedOfDay: number
  /** Of the last 30 days; null: none in that time. */
  readonly lastReceivedAt: Date | null
}

/** What came in of each source; those of which nothing came are missing. */
export async function findSourceTraffic(
  queryable: Queryable,
  merchantId: string,
): Promise<readonly SourceTraffic[]> {
  const { rows } = await queryable.query<SourceTraffic>({
    name: "find_source_traffic",
    text: `
      select subject_id as "sourceId", sum(of_day)::float8 as "receivedOfDay",
        max(last_at) as "lastReceivedAt"
      from (
        select subject_id, 0 as of_day, last_at from tallies
        where merchant_id = $1 and span_seconds = 21600 and kind = 'received'
          and starts_at >= paidout_now() - interval '30 days'
        union all
        select subject_id, count, last_at from tallies
        where merchant_id = $1 and span_seconds = 900 and kind = 'received'
          and starts_at >= paidout_now() - interval '1 day'
        union all
        select subject_id, case when starts_at >= paidout_now() - interval '1 day' then count else 0 end,
          last_at
        from tallies_new
        where merchant_id = $1 and kind = 'received'
          and starts_at >= paidout_now() - interval '30 days'
      ) as t
      group by 1`,
    values: [merchantId],
  })
  return rows
}

import type { Queryable } from "../postgres/pool.ts"

export interface SourceParked {
  readonly sourceId: string
  readonly quarantined: number
  readonly quarantinedOfDay: number
  readonly unrecognised: number
}

/** What stands aside, by source: of each state the newest `limit` are looked at. */
export async function countParkedOfSources(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<readonly SourceParked[]> {
  const { rows } = await queryable.query<SourceParked>({
    name: "count_parked_of_sources",
    text: `
      select parked.source_id as "sourceId",
        count(*) filter (where parked.state = 'quarantined')::integer as quarantined,
        count(*) filter (
          where parked.state = 'quarantined'
            and parked.last_seen_at >= paidout_now() - interval '1 day'
        )::integer as "quarantinedOfDay",
        count(*) filter (where parked.state = 'unrecognised')::integer as unrecognised
      from unnest(array['quarantined', 'unrecognised']) as kind (state)
      cross join lateral (
        select p.source_id, p.state, p.last_seen_at from parked as p
        where p.merchant_id = $1 and p.state = kind.state
        order by p.message_id desc
        limit $2
      ) as parked
      group by 1`,
    values: [merchantId, limit],
  })
  return rows
}

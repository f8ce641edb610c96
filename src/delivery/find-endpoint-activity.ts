import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What an endpoint was sent of late. */
export interface EndpointActivity {
  /** Deliveries of a day that were tried, and how many of them arrived. */
  readonly tried: number
  readonly delivered: number
  /** How the newest delivery that was tried stands; null: none was. */
  readonly lastStatus: number | null
  readonly lastCause: string | null
}

/** An endpoint's newest deliveries that are looked at. */
const deliveriesMax = 500

/** Of each of these endpoints, by its id. */
export async function findEndpointActivity(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, EndpointActivity>> {
  const { rows } = await queryable.query<EndpointActivity & { readonly id: string }>(
    `select e.id, d.*
     from unnest($2::uuid[]) as e (id)
     cross join lateral (
       select
         count(*) filter (where is_recent)::integer as tried,
         count(*) filter (where is_recent and state = 'delivered')::integer as delivered,
         (array_agg(last_status order by id desc))[1] as "lastStatus",
         (array_agg(last_cause order by id desc))[1] as "lastCause"
       from (
         select id, state, attempts, last_status, last_cause,
           created_at >= paidout_now() - interval '1 day' as is_recent
         from deliveries
         where merchant_id = $1 and endpoint_id = e.id
         order by id desc
         limit $3
       ) as newest
       where attempts > 0
     ) as d`,
    [wanted.merchantId, plainArray(wanted.ids), deliveriesMax],
  )
  return new Map(rows.map(({ id, ...activity }) => [id, activity]))
}

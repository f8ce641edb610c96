import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { EndpointSettings } from "./endpoint.ts"

/** Where a delivery stands on its way, beside what it holds itself. */
export interface DeliveryPlace {
  readonly url: string
  readonly dialect: string
  readonly settings: EndpointSettings
  readonly isEndpointActive: boolean
  /** Tries of this run of the schedule; null: it stands in no queue. */
  readonly tries: number | null
  readonly isSending: boolean
  /** The sequence of the delivery it waits for; null: for none. */
  readonly waitsFor: number | null
  /** It waits behind the head of its endpoint's retry queue. */
  readonly isInRetryQueue: boolean
  readonly lastDurationMs: number | null
}

/** Of these deliveries, by their ids; the caller bounds how many. */
export async function findDeliveryPlaces(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, DeliveryPlace>> {
  if (wanted.ids.length === 0) return new Map()
  const { rows } = await queryable.query<DeliveryPlace & { readonly id: string }>({
    name: "find_delivery_places",
    text: `
      select d.id, e.url, e.dialect, e.settings,
        e.state = 'active' and e.deleted_at is null as "isEndpointActive",
        q.tries, q.claimed_by is not null as "isSending", before.sequence as "waitsFor",
        coalesce(q.in_retry_queue and q.due_at is null, false) as "isInRetryQueue",
        last.duration_ms as "lastDurationMs"
      from unnest($2::uuid[]) as wanted (id)
      cross join lateral (
        select id, endpoint_id from deliveries
        where merchant_id = $1 and id = wanted.id offset 0
      ) as d
      cross join lateral (
        select * from endpoints where merchant_id = $1 and id = d.endpoint_id offset 0
      ) as e
      left join lateral (
        select * from due_deliveries where merchant_id = $1 and delivery_id = d.id offset 0
      ) as q on true
      left join lateral (
        select sequence from due_deliveries
        where order_key = q.order_key and endpoint_id = q.endpoint_id and merchant_id = $1
          and sequence < q.sequence and q.due_at is null
        order by sequence desc limit 1
      ) as before on true
      left join lateral (
        select duration_ms from attempts
        where delivery_id = d.id and merchant_id = $1
        order by id desc limit 1
      ) as last on true`,
    values: [wanted.merchantId, plainArray(wanted.ids)],
  })
  return new Map(rows.map(({ id, ...place }) => [id, place]))
}

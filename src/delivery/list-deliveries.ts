import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  DELIVERY_COLUMNS,
  deliveryFromRow,
  type Delivery,
  type DeliveryRow,
  type DeliveryState,
} from "./delivery.ts"

export interface DeliveryPage {
  readonly merchantId: string
  readonly endpointId?: string | undefined
  /** Of any of these endpoints. */
  readonly endpointIds?: readonly string[] | undefined
  /** The payout, batch, payment or message it tells of. */
  readonly subjectId?: string | undefined
  /** One event of that subject. */
  readonly eventId?: string | undefined
  readonly state?: DeliveryState | undefined
  /** `payout.paid`, or a group of them: `payout.*`. */
  readonly type?: string | undefined
  /** RFC 3339: at this time or later. */
  readonly createdAfter?: string | undefined
  /** RFC 3339: before this time. */
  readonly createdBefore?: string | undefined
  /** Only ids below this one: the last of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

/**
 * The merchant's deliveries, newest first. Sent without a name, so that the server plans it for the
 * filters that are there. An id holds when it was made, by a clock that the database's may run
 * ahead of: with a day to spare, bounds of time bound the ids.
 */
export async function listDeliveries(
  queryable: Queryable,
  page: DeliveryPage,
): Promise<readonly Delivery[]> {
  const { rows } = await queryable.query<DeliveryRow>(
    `select ${DELIVERY_COLUMNS}
     from deliveries as d
     left join due_deliveries as q on q.merchant_id = d.merchant_id and q.delivery_id = d.id
     where d.merchant_id = $1
       and ($2::uuid is null or d.endpoint_id = $2)
       and ($3::uuid is null or d.subject_id = $3)
       and ($4::uuid is null or d.event_id = $4)
       and ($5::text is null or d.state = $5)
       and ($6::text is null or $6 in ('*', d.type)
         or (right($6, 2) = '.*' and starts_with(d.type, left($6, -1))))
       and ($7::timestamptz is null or (d.created_at >= $7 and d.id >= (
         select uuid_at($7 - ahead - interval '1 day') from clock)))
       and ($8::timestamptz is null or (
         d.created_at < $8 and d.id < uuid_at($8 + interval '1 day')))
       and ($9::uuid is null or d.id < $9)
       and ($11::uuid[] is null or d.endpoint_id = any ($11))
     order by d.id desc
     limit $10`,
    [
      page.merchantId,
      page.endpointId ?? null,
      page.subjectId ?? null,
      page.eventId ?? null,
      page.state ?? null,
      page.type ?? null,
      page.createdAfter ?? null,
      page.createdBefore ?? null,
      page.before ?? null,
      page.limit,
      page.endpointIds === undefined ? null : plainArray(page.endpointIds),
    ],
  )
  return rows.map(deliveryFromRow)
}

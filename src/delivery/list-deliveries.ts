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
  readonly eventId?: string | undefined
  /** The payout, batch or payment it tells of. */
  readonly subjectId?: string | undefined
  readonly state?: DeliveryState | undefined
  /** Only ids below this one: the last of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

/** The merchant's deliveries, newest first. */
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
       and ($3::uuid is null or d.event_id = $3)
       and ($4::text is null or d.state = $4)
       and ($5::uuid is null or d.id < $5)
       and ($6::uuid is null or d.event_id in (
         select id from history where merchant_id = $1 and subject_id = $6))
     order by d.id desc
     limit $7`,
    [
      page.merchantId,
      page.endpointId ?? null,
      page.eventId ?? null,
      page.state ?? null,
      page.before ?? null,
      page.subjectId ?? null,
      page.limit,
    ],
  )
  return rows.map(deliveryFromRow)
}

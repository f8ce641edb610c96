import { plainArray } from "../postgres/array-parameter.ts"
import { boundedPage, type BoundedPage } from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"
import { deliveryCandidates } from "./delivery-candidates.ts"
import { DELIVERY_COLUMNS, deliveryFromRow, type Delivery, type DeliveryRow } from "./delivery.ts"
import type { DeliveryPage } from "./delivery-page.ts"

/**
 * The merchant's deliveries, newest first, of the `lookedAtMax` that are next on the way its filters
 * choose. Sent without a name, so that the server plans it for the filters that are there.
 */
export async function listDeliveries(
  queryable: Queryable,
  page: DeliveryPage,
): Promise<BoundedPage<Delivery>> {
  const candidates = deliveryCandidates(page)
  const sql = `select ${DELIVERY_COLUMNS}
     from (${candidates.sql}) as d
     left join lateral (
       select due_at from due_deliveries
       where merchant_id = d.merchant_id and delivery_id = d.id offset 0
     ) as q on true
     where ($3::timestamptz is null or d.created_at >= $3)
       and ($4::timestamptz is null or d.created_at < $4)
       and ($8::uuid is null or d.endpoint_id = $8)
       and ($9::uuid is null or d.subject_id = $9)
       and ($10::uuid is null or d.event_id = $10)
       and ($11::text is null or d.state = $11)
       and ($12::text is null or $12 in ('*', d.type)
         or (right($12, 2) = '.*' and starts_with(d.type, left($12, -1))))
       and ($13::uuid[] is null or d.endpoint_id = any ($13))
       and ($14::text is null or d.last_cause = $14)
       and ($15::text is null or $15 = case when d.last_status is not null
         then d.last_status / 100 || 'xx' when d.attempts > 0 then 'none' end)
       and ($16::text is null or split_part(d.format, ':', 1) = $16)
     order by d.id desc
     limit $7`
  const filters = [
    page.endpointId ?? null,
    page.subjectId ?? null,
    page.eventId ?? null,
    page.state ?? null,
    page.type ?? null,
    page.endpointIds === undefined ? null : plainArray(page.endpointIds),
    page.cause ?? null,
    page.answer ?? null,
    page.dialect ?? null,
  ]
  const { rows, lookedTo } = await boundedPage<DeliveryRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map(deliveryFromRow), lookedTo }
}

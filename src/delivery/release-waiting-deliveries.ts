import type { Queryable } from "../postgres/pool.ts"

/**
 * Takes up to `limit` waiting deliveries of an endpoint out of their order: they are due now.
 * Returns how many there were; call it until it finds none. What is just being queued with an order
 * keeps it. The locks are those of `lockOrderedDeliveries`.
 */
export async function releaseWaitingDeliveries(
  queryable: Queryable,
  endpoint: { readonly merchantId: string; readonly id: string; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with endpoint as materialized (
       select id from endpoints where merchant_id = $1 and id = $2 for no key update
     ), waiting as materialized (
       select d.merchant_id, d.delivery_id, d.due_at is null as waits
       from endpoint cross join due_deliveries as d
       where d.merchant_id is not distinct from $1 and d.endpoint_id = $2 and d.is_bulk in (false, true)
         and d.due_at is null and d.order_key is not null and not d.in_retry_queue
       limit $3
     ), ordered as materialized (
       select d.merchant_id, d.delivery_id from waiting
       join due_deliveries as d on d.merchant_id = any (array[waiting.merchant_id])
         and d.delivery_id = waiting.delivery_id
       where (d.due_at is null) = waiting.waits
       order by d.order_key, d.endpoint_id, d.sequence, d.delivery_id
       for update of d
     )
     update due_deliveries as d
     set order_key = null, sequence = null, due_at = paidout_now()
     from ordered
     where d.merchant_id = any (array[ordered.merchant_id])
       and d.delivery_id = ordered.delivery_id`,
    [endpoint.merchantId, endpoint.id, endpoint.limit],
  )
  return rowCount ?? 0
}

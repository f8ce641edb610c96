import type { Queryable } from "../postgres/pool.ts"

/**
 * Takes up to `limit` deliveries of an endpoint out of their order: what waited is due now. Returns
 * how many there were. Call it until it finds none: what was just queued with an order may come in
 * between two calls. The locks are those of `lockOrderedDeliveries`.
 */
export async function releaseWaitingDeliveries(
  queryable: Queryable,
  endpoint: { readonly merchantId: string; readonly id: string; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with endpoint as materialized (
       select id from endpoints where merchant_id = $1 and id = $2 for no key update
     ), ordered as materialized (
       select d.delivery_id from endpoint cross join due_deliveries as d
       where d.merchant_id = $1 and d.endpoint_id = $2 and d.order_key is not null
       order by d.order_key, d.endpoint_id, d.sequence, d.delivery_id
       limit $3
       for update of d
     )
     update due_deliveries as d
     set order_key = null, sequence = null, due_at = coalesce(d.due_at, paidout_now())
     from ordered
     where d.merchant_id = $1 and d.delivery_id = ordered.delivery_id`,
    [endpoint.merchantId, endpoint.id, endpoint.limit],
  )
  return rowCount ?? 0
}

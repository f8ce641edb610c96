import type { Queryable } from "../postgres/pool.ts"

/** Discards up to `limit` waiting deliveries of a deleted endpoint; returns how many there were. */
export async function discardDeliveries(
  queryable: Queryable,
  endpoint: { readonly merchantId: string; readonly id: string; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with waiting as materialized (
       select d.merchant_id, d.delivery_id from due_deliveries as d
       join endpoints as e on e.merchant_id = $1 and e.id = d.endpoint_id
       where d.merchant_id is not distinct from $1 and d.endpoint_id = $2
         and e.deleted_at is not null
       order by d.is_bulk, d.due_at
       limit $3
       for update of d skip locked
     ), removed as (
       delete from due_deliveries as d using waiting
       where d.merchant_id = any (array[waiting.merchant_id])
         and d.delivery_id = waiting.delivery_id
       returning d.delivery_id
     )
     update deliveries as d
     set state = 'discarded', finished_at = paidout_now()
     from removed
     where d.merchant_id = $1 and d.id = removed.delivery_id`,
    [endpoint.merchantId, endpoint.id, endpoint.limit],
  )
  return rowCount ?? 0
}

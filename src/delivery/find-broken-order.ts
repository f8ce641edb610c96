import type { Queryable } from "../postgres/pool.ts"
import type { OrderKey } from "./order-key.ts"

/** Where a look at the ordered deliveries goes on. */
export interface OrderPlace {
  readonly subjectId: string
  readonly endpointId: string
}

export const orderStart: OrderPlace = {
  subjectId: "00000000-0000-0000-0000-000000000000",
  endpointId: "00000000-0000-0000-0000-000000000000",
}

/**
 * Looks at up to `limit` ordered deliveries in the queue and returns of which subjects not exactly
 * one may be sent, and where the next look begins. What is under way is not seen half: each
 * transaction leaves its subjects in order. Over all merchants.
 */
export async function findBrokenOrder(
  queryable: Queryable,
  page: { readonly after: OrderPlace; readonly limit: number },
): Promise<{ readonly broken: readonly OrderKey[]; readonly next: OrderPlace }> {
  const { rows } = await queryable.query<{
    merchant_id: string
    endpoint_id: string
    order_key: string
    going: number
    looked_at: number
  }>(
    `with page as materialized (
       select merchant_id, endpoint_id, order_key, due_at is not null or in_retry_queue as goes
       from due_deliveries
       where order_key is not null and (order_key, endpoint_id) > ($1::uuid, $2::uuid)
       order by order_key, endpoint_id
       limit $3
     )
     select merchant_id, endpoint_id, order_key,
       (count(*) filter (where goes))::integer as going,
       (select count(*)::integer from page) as looked_at
     from page
     group by merchant_id, endpoint_id, order_key
     having count(*) filter (where goes) <> 1 or (order_key, endpoint_id) = (
       select order_key, endpoint_id from page order by order_key desc, endpoint_id desc limit 1
     )
     order by order_key, endpoint_id`,
    [page.after.subjectId, page.after.endpointId, page.limit],
  )
  const keys = rows.map((row) => ({
    merchantId: row.merchant_id,
    endpointId: row.endpoint_id,
    subjectId: row.order_key,
    going: row.going,
  }))
  const isFull = rows[0]?.looked_at === page.limit
  return {
    broken: keys.filter(({ going }) => going !== 1),
    next: isFull ? (keys.at(-1) ?? orderStart) : orderStart,
  }
}

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

export interface BrokenOrder extends OrderKey {
  /** The endpoint keeps no order any more, and deliveries still wait for their turn. */
  readonly isGivenUp: boolean
}

/**
 * Looks at up to `limit` ordered deliveries in the queue and returns of which subjects not exactly
 * one may be sent, or of which others wait in vain, and where the next look begins. What is under
 * way is not seen half: each transaction leaves its subjects in order. Over all merchants.
 */
export async function findBrokenOrder(
  queryable: Queryable,
  page: { readonly after: OrderPlace; readonly limit: number },
): Promise<{ readonly broken: readonly BrokenOrder[]; readonly next: OrderPlace }> {
  const { rows } = await queryable.query<{
    merchant_id: string
    endpoint_id: string
    order_key: string
    is_broken: boolean
    is_given_up: boolean
    looked_at: number
  }>(
    `with page as materialized (
       select merchant_id, endpoint_id, order_key, due_at is not null or in_retry_queue as goes
       from due_deliveries
       where order_key is not null and (order_key, endpoint_id) > ($1::uuid, $2::uuid)
       order by order_key, endpoint_id
       limit $3
     ), subject as materialized (
       select merchant_id, endpoint_id, order_key, count(*) filter (where goes) as going,
         count(*) > count(*) filter (where goes) as some_wait
       from page
       group by merchant_id, endpoint_id, order_key
     ), judged as materialized (
       select subject.*, subject.some_wait and e.ordering = 'none' as is_given_up,
         row_number() over (order by order_key desc, endpoint_id desc) = 1 as is_last
       from subject
       join endpoints as e on e.merchant_id = subject.merchant_id and e.id = subject.endpoint_id
     )
     select merchant_id, endpoint_id, order_key, is_given_up, going <> 1 or is_given_up as is_broken,
       (select count(*)::integer from page) as looked_at
     from judged
     where going <> 1 or is_given_up or is_last
     order by order_key, endpoint_id`,
    [page.after.subjectId, page.after.endpointId, page.limit],
  )
  const found = rows.map((row) => ({
    merchantId: row.merchant_id,
    endpointId: row.endpoint_id,
    subjectId: row.order_key,
    isGivenUp: row.is_given_up,
    isBroken: row.is_broken,
  }))
  const isFull = rows[0]?.looked_at === page.limit
  return {
    broken: found.filter(({ isBroken }) => isBroken),
    next: isFull ? (found.at(-1) ?? orderStart) : orderStart,
  }
}

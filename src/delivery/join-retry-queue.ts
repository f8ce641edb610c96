import type { Queryable } from "../postgres/pool.ts"

/**
 * While an endpoint's retry queue holds anything, what is due at this endpoint joins it: it waits,
 * without a time, behind what was made before it. So it is looked at once and not at every claim,
 * and it is due at once when it becomes the head. Its fast tries are over. Returns how many moved;
 * call it until it finds none, since one that joins may come before the head.
 */
export async function joinRetryQueue(
  queryable: Queryable,
  endpoint: {
    readonly merchantId: string
    readonly endpointId: string
    /** Tries before an event is in the queue by itself. */
    readonly fastTries: number
    readonly limit: number
  },
): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "join_retry_queue",
    text: `
      with moment as materialized (
        select paidout_now() as at
      ), head as materialized (
        select d.delivery_id from due_deliveries as d
        where d.merchant_id is not distinct from $1
          and (case when d.in_retry_queue then d.endpoint_id end) = $2
          and d.in_retry_queue
        order by d.delivery_id
        limit 1
      ), behind as materialized (
        select q.merchant_id, q.delivery_id
        from head
        cross join moment
        cross join lateral (
          select d.merchant_id, d.delivery_id from due_deliveries as d
          where d.merchant_id is not distinct from $1 and d.endpoint_id = $2 and not d.is_bulk
            and d.due_at is not null and d.claimed_by is null
            and d.delivery_id <> head.delivery_id
            and (d.in_retry_queue or d.due_at <= moment.at)
          order by d.due_at
          limit $4
          for update skip locked
        ) as q
      )
      update due_deliveries as d
      set in_retry_queue = true, due_at = null, tries = greatest(d.tries, $3)
      from behind
      where d.merchant_id = any (array[behind.merchant_id])
        and d.delivery_id = behind.delivery_id`,
    values: [endpoint.merchantId, endpoint.endpointId, endpoint.fastTries, endpoint.limit],
  })
  return rowCount ?? 0
}

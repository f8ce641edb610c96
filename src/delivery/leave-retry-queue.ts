import type { Queryable } from "../postgres/pool.ts"

/** Of an endpoint that keeps no retry queue any more: what waited in it is due now. */
export async function leaveRetryQueue(
  queryable: Queryable,
  endpoint: {
    readonly merchantId: string
    readonly endpointId: string
    readonly limit: number
  },
): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "leave_retry_queue",
    text: `
      with queued as materialized (
        select d.merchant_id, d.delivery_id from due_deliveries as d
        where d.merchant_id is not distinct from $1
          and (case when d.in_retry_queue then d.endpoint_id end) = $2
          and d.in_retry_queue
          and d.claimed_by is null
        order by d.delivery_id
        limit $3
        for update skip locked
      )
      update due_deliveries as d
      set in_retry_queue = false, due_at = coalesce(d.due_at, paidout_now())
      from queued
      where d.merchant_id = any (array[queued.merchant_id])
        and d.delivery_id = queued.delivery_id`,
    values: [endpoint.merchantId, endpoint.endpointId, endpoint.limit],
  })
  return rowCount ?? 0
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Takes these deliveries of a resend out of the queue, retries too, and puts back the state that
 * each had before. What a worker has claimed meanwhile is left to it. Returns how many.
 */
export async function withdrawDeliveries(
  queryable: Queryable,
  resend: { readonly merchantId: string; readonly resendId: string },
  deliveryIds: readonly string[],
): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "withdraw_deliveries",
    text: `
      with wanted as materialized (
        select $1::uuid as merchant_id, u.delivery_id from unnest($3::uuid[]) as u (delivery_id)
      ), waiting as materialized (
        select q.merchant_id, q.delivery_id
        from wanted
        join due_deliveries as q on q.merchant_id = any (array[wanted.merchant_id])
          and q.delivery_id = wanted.delivery_id
        where q.resend_id is not distinct from $2 and q.claimed_by is null
        for update of q skip locked
      ), removed as (
        delete from due_deliveries as q using waiting
        where q.merchant_id = any (array[waiting.merchant_id])
          and q.delivery_id = waiting.delivery_id
        returning q.delivery_id, q.state_before, q.finished_before
      )
      update deliveries as d
      set state = removed.state_before, finished_at = removed.finished_before
      from removed
      where d.merchant_id = $1 and d.id = removed.delivery_id`,
    values: [resend.merchantId, resend.resendId, plainArray(deliveryIds)],
  })
  return rowCount ?? 0
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { OrderKey } from "./order-key.ts"

/**
 * Which of these have a delivery in the queue that a new one must wait for. What is found cannot
 * leave the queue before this transaction ends, so that who removes it sees who waits for it.
 * Locked in the order of `lockOrderedDeliveries`.
 *
 * Compared so that only the subject can be looked up: an endpoint has any number of deliveries.
 */
export async function lockOrderHeads(
  queryable: Queryable,
  keys: readonly OrderKey[],
): Promise<readonly OrderKey[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    endpoint_id: string
    order_key: string
  }>({
    name: "lock_order_heads",
    text: `
      select wanted.merchant_id, wanted.endpoint_id, wanted.order_key
      from (
        select distinct order_key, endpoint_id, merchant_id
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as u (merchant_id, endpoint_id, order_key)
        order by order_key, endpoint_id, merchant_id
      ) as wanted
      cross join lateral (
        select from due_deliveries as d
        where d.order_key = wanted.order_key
          and d.endpoint_id is not distinct from wanted.endpoint_id
          and d.merchant_id is not distinct from wanted.merchant_id
        order by d.sequence, d.delivery_id
        for key share of d
      ) as locked`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
      plainArray(keys.map((key) => key.subjectId)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    endpointId: row.endpoint_id,
    subjectId: row.order_key,
  }))
}

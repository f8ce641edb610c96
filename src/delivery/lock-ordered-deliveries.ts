import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { OrderKey } from "./order-key.ts"

/**
 * Who removes, adds or moves ordered deliveries does this first: one at a time per endpoint, since
 * what another has just added behind a lock cannot be locked in order any more. Then all that is in
 * the queue of these is locked by sequence, as settle does, and none of it is claimed meanwhile.
 */
export async function lockOrderedDeliveries(
  queryable: Queryable,
  keys: readonly OrderKey[],
): Promise<void> {
  await lockEndpoints(queryable, keys)
  await lockQueue(queryable, keys)
}

async function lockEndpoints(queryable: Queryable, keys: readonly OrderKey[]): Promise<void> {
  await queryable.query({
    name: "lock_ordered_endpoints",
    text: `
      select from (
        select distinct merchant_id, id from unnest($1::uuid[], $2::uuid[]) as u (merchant_id, id)
      ) as wanted
      join endpoints as e using (merchant_id, id)
      order by e.merchant_id, e.id
      for no key update of e`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
    ],
  })
}

async function lockQueue(queryable: Queryable, keys: readonly OrderKey[]): Promise<void> {
  await queryable.query({
    name: "lock_ordered_deliveries",
    text: `
      select from (
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
        for update of d
      ) as locked`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
      plainArray(keys.map((key) => key.subjectId)),
    ],
  })
}

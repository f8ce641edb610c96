import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { OrderKey } from "./order-key.ts"

/**
 * Locks all that is in the queue of these, by sequence. Who removes, adds or moves ordered
 * deliveries does this first: all take the rows in one order, and none is claimed meanwhile.
 */
export async function lockOrderedDeliveries(
  queryable: Queryable,
  keys: readonly OrderKey[],
): Promise<void> {
  await queryable.query({
    name: "lock_ordered_deliveries",
    text: `
      select from unnest($1::uuid[], $2::uuid[], $3::uuid[])
        as wanted (merchant_id, endpoint_id, order_key)
      join due_deliveries as d using (merchant_id, endpoint_id, order_key)
      order by d.order_key, d.endpoint_id, d.sequence, d.delivery_id
      for update of d`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
      plainArray(keys.map((key) => key.subjectId)),
    ],
  })
}

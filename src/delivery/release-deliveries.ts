import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Gives back single claims of this worker that it will not send after all. */
export async function releaseDeliveries(
  queryable: Queryable,
  request: {
    readonly workerId: string
    readonly deliveries: readonly { readonly merchantId: string; readonly deliveryId: string }[]
  },
): Promise<void> {
  await queryable.query(
    `update due_deliveries as d set claimed_by = null, claimed_at = null
     from unnest($2::uuid[], $3::uuid[]) as u (merchant_id, delivery_id)
     where d.merchant_id = any (array[u.merchant_id]) and d.delivery_id = u.delivery_id
       and d.claimed_by = $1`,
    [
      request.workerId,
      plainArray(request.deliveries.map((each) => each.merchantId)),
      plainArray(request.deliveries.map((each) => each.deliveryId)),
    ],
  )
}

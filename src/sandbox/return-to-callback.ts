import type { Queryable } from "../postgres/pool.ts"
import type { SandboxAccount } from "./account.ts"

/**
 * A webhook that was sent with a wrong token goes to its callback proper from now on: whoever resends
 * it by hand wants it to be taken. One that is being sent at this moment stays where it is.
 */
export async function returnToCallback(
  queryable: Queryable,
  account: SandboxAccount,
  deliveryId: string,
): Promise<void> {
  await queryable.query(
    `with returned as (
       update deliveries as d set endpoint_id = c.endpoint_id
       from sandbox_callbacks as c
       where d.merchant_id = $1 and d.id = $2
         and c.merchant_id = $3 and c.account_id = $4 and c.twin_endpoint_id = d.endpoint_id
         and not exists (
           select from due_deliveries as q
           where q.merchant_id = $1 and q.delivery_id = $2 and q.claimed_by is not null)
       returning d.merchant_id, d.id, d.endpoint_id
     )
     update due_deliveries as q
     set endpoint_id = returned.endpoint_id, in_retry_queue = false
     from returned
     where q.merchant_id = returned.merchant_id and q.delivery_id = returned.id
       and q.claimed_by is null`,
    [account.sandboxMerchantId, deliveryId, account.merchantId, account.id],
  )
}

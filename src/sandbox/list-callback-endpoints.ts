import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Which endpoint a webhook of an account was sent to. */
export interface CallbackEndpoint {
  readonly callbackId: string
  readonly endpointId: string
  readonly twinEndpointId: string | null
  readonly product: string
}

/** Newest first, removed ones too: what was sent there stays readable. At most 1,000. */
export async function listCallbackEndpoints(
  queryable: Queryable,
  account: AccountKey,
): Promise<readonly CallbackEndpoint[]> {
  const { rows } = await queryable.query<{
    id: string
    endpoint_id: string
    twin_endpoint_id: string | null
    product: string
  }>(
    `select id, endpoint_id, twin_endpoint_id, product from sandbox_callbacks
     where merchant_id = $1 and account_id = $2
     order by id desc
     limit 1000`,
    [account.merchantId, account.id],
  )
  return rows.map((row) => ({
    callbackId: row.id,
    endpointId: row.endpoint_id,
    twinEndpointId: row.twin_endpoint_id,
    product: row.product,
  }))
}

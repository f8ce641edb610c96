import type { EndpointSettings } from "../delivery/endpoint.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Where an account's webhooks of one product go. */
export interface Callback {
  readonly id: string
  readonly product: string
  readonly endpointId: string
  /** The same URL with a wrong secret; made when it is needed first. */
  readonly twinEndpointId: string | null
  readonly url: string
  readonly dialect: string
  readonly version: string
  readonly settings: EndpointSettings
  readonly hasBasic: boolean
  readonly state: "active" | "disabled"
  /** The source whose receive URL it is, wherever the hub is today. */
  readonly sourceId: string | null
  readonly createdAt: Date
}

/** Those whose endpoint is not deleted; of one product, where it is named. At most 100. */
export async function listCallbacks(
  queryable: Queryable,
  account: AccountKey,
  product: string | null,
): Promise<readonly Callback[]> {
  const { rows } = await queryable.query<{
    id: string
    product: string
    endpoint_id: string
    twin_endpoint_id: string | null
    url: string
    dialect: string
    version: string
    settings: EndpointSettings
    has_basic: boolean
    state: "active" | "disabled"
    source_id: string | null
    created_at: Date
  }>(
    `select c.id, c.product, c.endpoint_id, c.twin_endpoint_id, e.url, e.dialect, e.version,
       e.settings, e.has_basic, e.state, c.source_id, c.created_at
     from sandbox_callbacks as c
     join sandbox_accounts as a on a.merchant_id = c.merchant_id and a.id = c.account_id
     join endpoints as e on e.merchant_id = a.sandbox_merchant_id and e.id = c.endpoint_id
     where c.merchant_id = $1 and c.account_id = $2 and ($3::text is null or c.product = $3)
       and e.deleted_at is null
     order by c.id
     limit 100`,
    [account.merchantId, account.id, product],
  )
  return rows.map((row) => ({
    id: row.id,
    product: row.product,
    endpointId: row.endpoint_id,
    twinEndpointId: row.twin_endpoint_id,
    url: row.url,
    dialect: row.dialect,
    version: row.version,
    settings: row.settings,
    hasBasic: row.has_basic,
    state: row.state,
    sourceId: row.source_id,
    createdAt: row.created_at,
  }))
}

export async function insertCallback(
  queryable: Queryable,
  account: AccountKey,
  callback: {
    readonly id: string
    readonly product: string
    readonly endpointId: string
    readonly sourceId: string | null
  },
): Promise<void> {
  await queryable.query(
    `insert into sandbox_callbacks (merchant_id, account_id, id, product, endpoint_id, source_id)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      account.merchantId,
      account.id,
      callback.id,
      callback.product,
      callback.endpointId,
      callback.sourceId,
    ],
  )
}

export async function saveTwin(
  queryable: Queryable,
  account: AccountKey,
  twin: { readonly callbackId: string; readonly endpointId: string },
): Promise<void> {
  await queryable.query(
    `update sandbox_callbacks set twin_endpoint_id = $4
     where merchant_id = $1 and account_id = $2 and id = $3`,
    [account.merchantId, account.id, twin.callbackId, twin.endpointId],
  )
}

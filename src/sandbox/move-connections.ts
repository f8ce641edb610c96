import { clearEndpointFailure } from "../delivery/clear-endpoint-failure.ts"
import { updateEndpoint } from "../delivery/update-endpoint.ts"
import type { PoolClient, Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { AccountKey } from "./account.ts"
import { listCallbacks, type Callback } from "./callbacks.ts"
import { sandboxUrl } from "./connect-account.ts"
import type { HubSide } from "./hub-side.ts"
import type { HostedSandbox } from "./sandbox-context.ts"

const PAGE = 100

interface MovedAccount extends AccountKey {
  readonly sandboxMerchantId: string
  readonly provider: string
  readonly sourceId: string
  readonly baseUrl: string
}

/**
 * The hub may have another address than at its last start: connected accounts send there, and their
 * sources know it. Of several processes with addresses of their own the last to start is told.
 */
export async function moveConnections(context: HostedSandbox): Promise<void> {
  const { host } = context
  let moved: readonly MovedAccount[]
  do {
    moved = await listMoved(context.pool, host.baseUrl())
    for (const account of moved) {
      await inTransaction(context.pool, (client) => move(client, account, host))
    }
  } while (moved.length === PAGE)
  context.wakeDeliver()
}

async function move(client: PoolClient, account: MovedAccount, host: HubSide): Promise<void> {
  const { merchantId, sourceId, provider, baseUrl: from } = account
  const to = sandboxUrl(host.baseUrl(), provider)
  if (!(await saveBaseUrl(client, account, to))) return
  await host.moveSource(client, { merchantId, id: sourceId, from, to, actor: "start" })
  for (const callback of await listCallbacks(client, account, null)) {
    if (callback.sourceId === sourceId) await redirect(client, account, { callback, host })
  }
}

/** What failed at the old address says nothing of the new one. */
async function redirect(
  client: PoolClient,
  account: MovedAccount,
  { callback, host }: { readonly callback: Callback; readonly host: HubSide },
): Promise<void> {
  const change = { url: host.receiveUrl(account.sourceId) }
  for (const id of [callback.endpointId, callback.twinEndpointId]) {
    if (id === null) continue
    const key = { merchantId: account.sandboxMerchantId, id }
    await updateEndpoint(client, { ...key, change })
    await clearEndpointFailure(client, key)
  }
}

/** Over all merchants: those whose source was told another address. */
async function listMoved(queryable: Queryable, baseUrl: string): Promise<readonly MovedAccount[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    sandbox_merchant_id: string
    provider: string
    source_id: string
    base_url: string
  }>(
    `select merchant_id, id, sandbox_merchant_id, provider, source_id, base_url
     from sandbox_accounts
     where source_id is not null and base_url <> $1 || '/sandbox/' || provider
     order by merchant_id, id
     limit $2`,
    [baseUrl, PAGE],
  )
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    sandboxMerchantId: row.sandbox_merchant_id,
    provider: row.provider,
    sourceId: row.source_id,
    baseUrl: row.base_url,
  }))
}

/** False: another process was first. */
async function saveBaseUrl(
  queryable: Queryable,
  account: MovedAccount,
  baseUrl: string,
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update sandbox_accounts set base_url = $4, updated_at = paidout_now()
     where merchant_id = $1 and id = $2 and base_url = $3`,
    [account.merchantId, account.id, account.baseUrl, baseUrl],
  )
  return rowCount === 1
}

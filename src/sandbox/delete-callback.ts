import { clearEndpointFailure } from "../delivery/clear-endpoint-failure.ts"
import { deleteEndpoint } from "../delivery/delete-endpoint.ts"
import { discardDeliveries } from "../delivery/discard-deliveries.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SandboxAccount } from "./account.ts"
import type { Callback } from "./callbacks.ts"
import type { HubSide } from "./hub-side.ts"
import type { SandboxContext } from "./sandbox-context.ts"

const DISCARD_MAX = 1_000

/** Nothing more is sent there; what was sent stays readable. Call it in a transaction. */
export async function deleteCallback(
  client: PoolClient,
  account: SandboxAccount,
  { callback, host }: { readonly callback: Callback; readonly host: HubSide },
): Promise<void> {
  for (const id of endpointsOf(callback)) {
    const endpoint = { merchantId: account.sandboxMerchantId, id }
    await deleteEndpoint(client, endpoint)
    await clearEndpointFailure(client, endpoint)
    await host.closeAttention(client, endpoint)
  }
}

/** What waited for deleted callbacks, after the commit; what is left the deliver loop discards. */
export async function discardOf(
  context: Pick<SandboxContext, "pool" | "wakeDeliver">,
  account: SandboxAccount,
  callbacks: readonly Callback[],
): Promise<void> {
  for (const id of callbacks.flatMap(endpointsOf)) {
    const merchantId = account.sandboxMerchantId
    await discardDeliveries(context.pool, { merchantId, id, limit: DISCARD_MAX })
  }
  if (callbacks.length > 0) context.wakeDeliver()
}

function endpointsOf({ endpointId, twinEndpointId }: Callback): readonly string[] {
  return twinEndpointId === null ? [endpointId] : [endpointId, twinEndpointId]
}

import { setEndpointState } from "../../delivery/set-endpoint-state.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { tellEndpointDisabled } from "./tell-endpoint-disabled.ts"

/**
 * It answered 410: nothing more is sent, what waits for it stays, and a person is told once. False
 * where the endpoint has another URL by now, or is disabled already.
 */
export async function disableGoneEndpoint(
  pool: Pool,
  endpoint: { readonly merchantId: string; readonly id: string; readonly url: string },
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const disabled = await setEndpointState(client, {
      ...endpoint,
      disabledReason: "gone",
      onlyAtUrl: endpoint.url,
    })
    if (disabled === undefined) return false
    await tellEndpointDisabled(client, { ...endpoint, reason: "gone" })
    return true
  })
}

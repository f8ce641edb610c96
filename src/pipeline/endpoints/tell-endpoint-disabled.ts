import { findEndpointHealth } from "../../delivery/find-endpoint-health.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { closeEndpointAttention } from "../attention/close-endpoint-attention.ts"
import { mailEndpointDisabled } from "../mail/mail-endpoint-disabled.ts"
import { openEndpointAttention } from "../attention/open-endpoint-attention.ts"

/**
 * A person is told that an endpoint was disabled, by an attention item and by mail. Call it in the
 * transaction that disabled it: then neither is ever missing, and each is there once.
 */
export async function tellEndpointDisabled(
  client: PoolClient,
  endpoint: {
    readonly merchantId: string
    readonly id: string
    readonly url: string
    readonly reason: "gone" | "failing"
  },
): Promise<void> {
  const { id: endpointId, ...told } = endpoint
  await closeEndpointAttention(client, { ...endpoint, because: "disabled" })
  await openEndpointAttention(client, { ...endpoint, kind: "endpoint_disabled" })
  const { lastFailure } = await findEndpointHealth(client, endpoint)
  await mailEndpointDisabled(client, {
    ...told,
    endpointId,
    lastError: lastFailure?.error ?? null,
  })
}

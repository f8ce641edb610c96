import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { idText } from "../../ids.ts"
import { insertMail } from "../../mail/insert-mail.ts"
import { writeEndpointDisabled } from "../../mail/write-endpoint-disabled.ts"
import { findHealthMail } from "../../merchants/find-health-mail.ts"
import type { PoolClient } from "../../postgres/pool.ts"

/**
 * Tells the merchant's recipients, if there are any; the mail leaves after the commit. Call it in
 * the transaction that disabled the endpoint: one disabling makes one mail.
 */
export async function mailEndpointDisabled(
  client: PoolClient,
  told: {
    readonly merchantId: string
    readonly endpointId: string
    readonly url: string
    readonly reason: "gone" | "failing"
    readonly lastError: string | null
  },
): Promise<void> {
  const { merchantId, endpointId } = told
  const { recipients } = await findHealthMail(client, merchantId)
  if (recipients.length === 0) return
  // Every change of state moves it, so that the next disabling has a key of its own.
  const endpoint = await findEndpoint(client, { merchantId, id: endpointId })
  if (endpoint === undefined) return
  await insertMail(client, {
    ...writeEndpointDisabled({ ...told, endpointId: idText("endpoint", endpointId) }),
    merchantId,
    kind: "endpoint_disabled",
    dedupeKey: `endpoint_disabled:${endpointId}:${endpoint.updatedAt.toISOString()}`,
    recipients,
  })
}

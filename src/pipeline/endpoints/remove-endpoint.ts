import { clearEndpointFailure } from "../../delivery/clear-endpoint-failure.ts"
import { deleteEndpoint } from "../../delivery/delete-endpoint.ts"
import { discardDeliveries } from "../../delivery/discard-deliveries.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { closeEndpointAttention } from "../attention/close-endpoint-attention.ts"
import type { EndpointContext } from "./try-endpoint.ts"

const DISCARD_MAX = 1_000

/**
 * Deletes an endpoint; its deliveries stay readable. What waits for it is discarded, the first
 * thousand at once, the rest by the deliver loop.
 * @throws PaidoutError not_found
 */
export async function removeEndpoint(
  context: EndpointContext,
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<void> {
  const { merchantId, id } = request
  await inTransaction(context.pool, async (client) => {
    if (!(await deleteEndpoint(client, request))) throw new PaidoutError("not_found")
    await clearEndpointFailure(client, request)
    await closeEndpointAttention(client, { merchantId, id, because: "deleted", by: request.actor })
    await insertAudit(client, {
      merchantId,
      actor: request.actor,
      action: "endpoint.delete",
      object: idText("endpoint", id),
    })
  })
  await discardDeliveries(context.pool, { merchantId, id, limit: DISCARD_MAX })
  context.wakeDeliver?.()
}

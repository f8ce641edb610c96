import { clearEndpointFailure } from "../../delivery/clear-endpoint-failure.ts"
import type { Endpoint } from "../../delivery/endpoint.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { setEndpointState } from "../../delivery/set-endpoint-state.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { closeEndpointAttention } from "../attention/close-endpoint-attention.ts"
import type { EndpointContext } from "./try-endpoint.ts"

/**
 * `active`: what waited goes on, its attention items are closed, and its failures are forgotten.
 * `disabled`: nothing more is sent; what waits stays, and what comes is kept as missed. Asking for
 * the state it is in changes nothing.
 * @throws PaidoutError not_found
 */
export async function switchEndpoint(
  context: EndpointContext,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly state: "active" | "disabled"
    readonly actor: string
    /** Why, for the audit log. */
    readonly reason?: string
  },
): Promise<Endpoint> {
  const { merchantId, id, state } = request
  const endpoint = await inTransaction(context.pool, async (client) => {
    const disabledReason = state === "active" ? null : "operator"
    const changed = await setEndpointState(client, { merchantId, id, disabledReason })
    if (changed === undefined) return findEndpoint(client, request)
    if (state === "active") await clearEndpointFailure(client, request)
    const because = state === "active" ? "enabled" : "disabled"
    await closeEndpointAttention(client, { merchantId, id, because, by: request.actor })
    await insertAudit(client, {
      merchantId,
      actor: request.actor,
      action: state === "active" ? "endpoint.enable" : "endpoint.disable",
      object: idText("endpoint", id),
      ...(request.reason !== undefined && { after: { reason: request.reason } }),
    })
    return changed
  })
  if (endpoint === undefined) throw new PaidoutError("not_found")
  if (state === "active") context.wakeDeliver?.()
  return endpoint
}

import type { Delivery } from "../../delivery/delivery.ts"
import { findDelivery } from "../../delivery/find-delivery.ts"
import { lineUpDeliveries } from "../../delivery/line-up-deliveries.ts"
import { lockOrderedDeliveries } from "../../delivery/lock-ordered-deliveries.ts"
import { requeueDelivery } from "../../delivery/requeue-delivery.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { EndpointContext } from "../endpoints/try-endpoint.ts"

/**
 * Sends one delivery again, whatever became of it: the same bytes under the same `webhook-id`, as
 * a new run of the schedule; attempts count on. One that still waits is due now. Where the order
 * matters it goes before what comes after it, and waits for what is being sent or comes before.
 * @throws PaidoutError not_found; conflict when its endpoint is deleted
 */
export async function resendDelivery(
  context: Pick<EndpointContext, "pool" | "wakeDeliver">,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly actor: string
    /** In whose audit log it stands. Default: the merchant's own. */
    readonly auditedFor?: string
  },
): Promise<Delivery> {
  const delivery = await inTransaction(context.pool, async (client) => {
    const before = await findDelivery(client, request)
    if (before === undefined) throw new PaidoutError("not_found")
    await lockOrderedDeliveries(client, [before])
    if (!(await requeueDelivery(client, request))) {
      throw new PaidoutError("conflict", "The endpoint of this delivery is deleted.")
    }
    await lineUpDeliveries(client, [before])
    await insertAudit(client, {
      merchantId: request.auditedFor ?? request.merchantId,
      actor: request.actor,
      action: "delivery.resend",
      object: idText("delivery", request.id),
      before: { state: before.state, attempts: before.attempts },
    })
    return findDelivery(client, request)
  })
  if (delivery === undefined) throw new PaidoutError("not_found")
  context.wakeDeliver?.()
  return delivery
}

import { findDeliveryOfEvent } from "../../delivery/find-delivery-of-event.ts"
import { findDelivery } from "../../delivery/find-delivery.ts"
import type { Delivery } from "../../delivery/delivery.ts"
import { insertDeliveries } from "../../delivery/insert-deliveries.ts"
import { lineUpDeliveries } from "../../delivery/line-up-deliveries.ts"
import {
  listListeningEndpoints,
  type ListeningEndpoint,
} from "../../delivery/list-listening-endpoints.ts"
import { lockOrderedDeliveries } from "../../delivery/lock-ordered-deliveries.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import { findAppliedEvent } from "../../ledger/find-applied-event.ts"
import { findNow } from "../../ledger/find-now.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { EventType } from "../../payout/canonical.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { formatOf } from "../deliver/choose-listeners.ts"
import { findDialect } from "../deliver/dialects.ts"
import type { EndpointContext } from "../endpoints/try-endpoint.ts"
import { NO_ORIGIN } from "../settle/request-origin.ts"
import { resendDelivery } from "./resend-delivery.ts"

export interface SendWish {
  readonly merchantId: string
  readonly payoutId: string
  readonly sequence: number
  readonly endpointId: string
  readonly actor: string
}

/**
 * Sends one event of a payout to one endpoint, also where that did not want such events when it
 * happened, or was not there yet. Where the endpoint has a delivery of it, that one is resent.
 * @throws PaidoutError not_found, conflict, endpoint_disabled, dialect_cannot_tell
 */
export async function sendEvent(
  context: Pick<EndpointContext, "pool" | "wakeDeliver">,
  wish: SendWish,
): Promise<Delivery> {
  const { merchantId, actor } = wish
  const found = await inTransaction(context.pool, (client) => findOrMake(client, wish))
  const key = { merchantId, id: found.deliveryId }
  if (!found.isNew) return resendDelivery(context, { ...key, actor })
  context.wakeDeliver?.()
  const delivery = await findDelivery(context.pool, key)
  if (delivery === undefined) throw new PaidoutError("not_found")
  return delivery
}

/** The payout is locked first: sent twice at the same moment, there is one delivery. */
async function findOrMake(client: PoolClient, wish: SendWish) {
  const { merchantId, payoutId: subjectId, sequence, endpointId } = wish
  const [payout] = await lockPayouts(client, [{ merchantId, id: subjectId }])
  const event = await findAppliedEvent(client, { merchantId, subjectId, sequence })
  const endpoint = (await listListeningEndpoints(client, [merchantId])).find(
    ({ id }) => id === endpointId,
  )
  if (payout === undefined || endpoint === undefined) throw new PaidoutError("not_found")
  if (event === undefined) {
    throw new PaidoutError("conflict", `This payout has no change #${sequence}.`)
  }
  demandHearing(endpoint, event.type)
  const place = { merchantId, endpointId, subjectId }
  const before = await findDeliveryOfEvent(client, { ...place, eventId: event.eventId })
  if (before !== undefined) return { deliveryId: before, isNew: false }

  const deliveryId = newUuid()
  if (endpoint.ordering === "payout") await lockOrderedDeliveries(client, [place])
  // Without a body: who sends it makes that from the ledger, as where it was pruned.
  await insertDeliveries(client, {
    bodies: [],
    deliveries: [
      {
        ...place,
        ...NO_ORIGIN,
        id: deliveryId,
        eventId: event.eventId,
        format: formatOf(endpoint),
        type: event.type,
        subject: "payout",
        sequence,
        wireEvent: null,
        state: "queued",
        createdAt: await findNow(client),
        order: endpoint.ordering === "payout" ? { subjectId, waits: false } : null,
      },
    ],
  })
  if (endpoint.ordering === "payout") await lineUpDeliveries(client, [place])
  await insertAudit(client, {
    ...{ merchantId, actor: wish.actor, action: "delivery.send" },
    object: idText("delivery", deliveryId),
    after: {
      payout_id: idText("payout", subjectId),
      sequence,
      endpoint_id: idText("endpoint", endpointId),
    },
  })
  return { deliveryId, isNew: true }
}

function demandHearing(endpoint: ListeningEndpoint, type: EventType): void {
  if (endpoint.state === "disabled") throw new PaidoutError("endpoint_disabled")
  const dialect = findDialect(endpoint.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  if (!dialect.toldUnder(endpoint.settings).includes(type)) {
    throw new PaidoutError("dialect_cannot_tell")
  }
}

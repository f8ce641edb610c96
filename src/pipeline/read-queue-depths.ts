import { countEndpoints } from "../delivery/count-endpoints.ts"
import { findDeliveryDepth } from "../delivery/find-delivery-depth.ts"
import { findInboxDepth } from "../inbox/find-queue-depth.ts"
import { countOpenAttentionItems } from "../ledger/list-attention-items.ts"
import type { QueueDepths } from "../metrics.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What waits in the queues of all rooms, for the metrics. */
export async function readQueueDepths(queryable: Queryable): Promise<QueueDepths> {
  const [inbox, deliveries, endpoints, attentionOpen] = await Promise.all([
    findInboxDepth(queryable),
    findDeliveryDepth(queryable),
    countEndpoints(queryable),
    countOpenAttentionItems(queryable),
  ])
  const { quarantined, unrecognised, ...unsettled } = inbox
  const parked = { quarantined, unrecognised }
  return { ...unsettled, ...deliveries, endpoints, attentionOpen, parked }
}

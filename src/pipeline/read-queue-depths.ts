import { countEndpoints } from "../delivery/count-endpoints.ts"
import { findDeliveryDepth } from "../delivery/find-delivery-depth.ts"
import { findInboxDepth } from "../inbox/find-queue-depth.ts"
import { countOpenAttentionByKind } from "../ledger/count-open-attention-by-kind.ts"
import type { QueueDepths } from "../metrics.ts"
import { ATTENTION_KINDS } from "../payout/attention.ts"
import type { Queryable } from "../postgres/pool.ts"
import { countDuePolls } from "../reconcile/count-due-polls.ts"

/** What waits in the queues of all rooms, for the metrics. */
export async function readQueueDepths(queryable: Queryable): Promise<QueueDepths> {
  const [inbox, deliveries, endpoints, openItems, duePolls] = await Promise.all([
    findInboxDepth(queryable),
    findDeliveryDepth(queryable),
    countEndpoints(queryable),
    countOpenAttentionByKind(queryable),
    countDuePolls(queryable),
  ])
  const { quarantined, unrecognised, ...unsettled } = inbox
  const parked = { quarantined, unrecognised }
  const attentionOpen = Object.fromEntries(
    ATTENTION_KINDS.map((kind) => [kind, openItems.get(kind) ?? 0]),
  )
  return { ...unsettled, ...deliveries, duePolls, endpoints, attentionOpen, parked }
}

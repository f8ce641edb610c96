import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import type { NewDelivery } from "../../delivery/insert-deliveries.ts"
import type { ListeningEndpoint } from "../../delivery/list-listening-endpoints.ts"
import type { ClaimsHeld } from "./claims-held.ts"
import type { DeliveryLane } from "./delivery-lane.ts"
import type { DeliveryLanes } from "./delivery-lanes.ts"

/** A delivery that a transaction is about to make. */
export interface OfferedDelivery {
  readonly delivery: NewDelivery
  /** As that transaction sees it. */
  readonly endpoint: ListeningEndpoint
  readonly frozen: Buffer
}

/** What the worker of this process claims of the deliveries that one transaction makes. */
export interface MadeClaims {
  readonly workerId: string
  /** Returns the ids of those to make as claimed. Call it once, right before they are inserted. */
  take(offers: readonly OfferedDelivery[]): ReadonlySet<string>
  /** The worker's row was there when they were inserted; else they stand in the queue unclaimed. */
  confirm(claimedCount: number): void
  /** The transaction is committed: what was claimed is sent. Returns how many that is. */
  committed(): number
  /** It failed, or nobody knows. */
  failed(): void
}

interface Taken {
  readonly lane: DeliveryLane
  readonly delivery: ClaimedDelivery
}

/**
 * Who makes a delivery may claim it in the same transaction, where the same process would send it at
 * once anyway: that saves the queue a claim and its endpoint a wait. The row is in the queue all the
 * same, claimed by a worker with a heartbeat, so a process that dies is taken over as ever. Not
 * claimed is what has to wait for its turn: ordered, behind a retry queue or a backlog, or while the
 * lane has another version of the endpoint than the transaction.
 */
export function createClaimsWhenMade(context: {
  readonly workerId: string
  readonly lanes: DeliveryLanes
  readonly held: ClaimsHeld
  /** In this process; half of it is left to what is claimed from the queue. */
  readonly claimedMax: number
  readonly isRunning: () => boolean
  readonly onClaimed: (lane: DeliveryLane) => void
  readonly giveBack: (lane: DeliveryLane) => void
}): () => MadeClaims {
  const { workerId, lanes, held } = context
  const reserved = new Map<DeliveryLane, number>()

  function roomOf(lane: DeliveryLane, nowMs: number): number {
    return lane.room("fresh", nowMs) - (reserved.get(lane) ?? 0)
  }

  function reserve(lane: DeliveryLane, count: number): void {
    const now = (reserved.get(lane) ?? 0) + count
    if (now > 0) reserved.set(lane, now)
    else reserved.delete(lane)
  }

  return () => {
    let taken: readonly Taken[] = []
    let claimedCount = 0

    function end(): void {
      for (const { lane } of taken) reserve(lane, -1)
    }

    return {
      workerId,
      take(offers) {
        if (!context.isRunning() || held.isLooking) return new Set()
        const nowMs = performance.now()
        let room = (context.claimedMax >> 1) - held.size
        const chosen: Taken[] = []
        for (const offer of offers) {
          if (room <= 0) break
          const lane = lanes.findOpen(offer.endpoint.id, offer.endpoint.revision)
          if (lane === undefined || !isSentAtOnce(offer, lane) || roomOf(lane, nowMs) <= 0) continue
          reserve(lane, 1)
          room -= 1
          chosen.push({ lane, delivery: claimedOf(offer, nowMs) })
        }
        taken = chosen
        held.add(chosen.map(({ delivery }) => delivery))
        return new Set(chosen.map(({ delivery }) => delivery.deliveryId))
      },
      confirm(count) {
        claimedCount = count
      },
      committed() {
        end()
        const deliveries = taken.map(({ delivery }) => delivery)
        if (claimedCount !== taken.length) {
          held.remove(deliveries)
          return 0
        }
        const nowMs = performance.now()
        for (const [lane, own] of Map.groupBy(taken, (each) => each.lane)) {
          lane.servedAtMs = nowMs
          lane.add(
            own.map(({ delivery }) => delivery),
            nowMs,
          )
          lanes.keep(lane)
          // It failed or was disabled meanwhile: here they would wait for nothing, or behind probes.
          if (lane.closed || lane.isProbing) context.giveBack(lane)
          else context.onClaimed(lane)
        }
        return taken.length
      },
      failed() {
        end()
        if (taken.length === 0) return
        held.remove(taken.map(({ delivery }) => delivery))
        held.doubt(performance.now())
      },
    }
  }
}

function isSentAtOnce({ delivery }: OfferedDelivery, lane: DeliveryLane): boolean {
  return (
    delivery.state === "queued" &&
    delivery.order === null &&
    delivery.dueAt === undefined &&
    lane.target.retryQueueAfter === null &&
    !lane.isProbing &&
    !lane.moreIsDue("fresh")
  )
}

function claimedOf({ delivery, frozen }: OfferedDelivery, nowMs: number): ClaimedDelivery {
  const { id, receivedAt = null, createdAt } = delivery
  return {
    merchantId: delivery.merchantId,
    deliveryId: id,
    endpointId: delivery.endpointId,
    eventId: delivery.eventId,
    format: delivery.format,
    type: delivery.type,
    subject: delivery.subject,
    subjectId: delivery.subjectId,
    wireEvent: delivery.wireEvent,
    traceparent: delivery.traceparent,
    order: null,
    isBulk: false,
    isRetryQueueHead: false,
    dueAgoMs: 0,
    receivedAgoMs: receivedAt === null ? null : createdAt.getTime() - receivedAt.getTime(),
    claimedAtMs: nowMs,
    tries: 0,
    trigger: "automatic",
    bodySealed: null,
    frozen,
  }
}

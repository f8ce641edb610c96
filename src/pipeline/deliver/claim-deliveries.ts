import { claimDueDeliveries } from "../../delivery/claim-due-deliveries.ts"
import {
  listDueEndpoints,
  queueStart,
  type DueEndpoint,
  type QueuePlace,
} from "../../delivery/list-due-endpoints.ts"
import type { Pool } from "../../postgres/pool.ts"
import { arrangeRetryQueue } from "./arrange-retry-queue.ts"
import type { AttemptsUnderWay } from "./attempts-under-way.ts"
import type { ClaimsHeld } from "./claims-held.ts"
import { DELIVERY_KINDS, kindOf, type DeliveryKind, type DeliveryLane } from "./delivery-lane.ts"
import type { DeliveryLanes } from "./delivery-lanes.ts"
import { divideRoom } from "./divide-room.ts"

export interface ClaimLimits {
  /** Deliveries in this process, besides attempts that hang: waiting, under way, not recorded. */
  readonly claimedMax: number
  /** Looks for work at least this often; a hint comes sooner. */
  readonly pollMs: number
  /** Endpoints looked at in one round. */
  readonly endpointsMax: number
}

interface Claimed {
  /** Which were given room. */
  readonly lanes: Readonly<Record<DeliveryKind, ReadonlySet<DeliveryLane>>>
  readonly room: number
  readonly found: number
}

/** Looks over the whole queue are this far apart; where one takes long, a tenth of the time. */
const LIST_EVERY_MS = 50
const LIST_EVERY_MS_MAX = 400
const LIST_SHARE = 0.1
/** Others hold what is due: no use in asking again at once. */
const CONTENDED_MS = 20

export interface ClaimRounds {
  /** Returns how long to rest before the next round. */
  round(): Promise<number>
  /** The sandbox's clock was moved: what is known of endpoints and their times is old. */
  lookAnew(): void
}

/**
 * Rounds of claiming. Each asks for all that busy endpoints have; now and then, at the same time,
 * it looks where else something is due.
 */
export function createClaimRounds(context: {
  readonly pool: Pool
  readonly workerId: string
  readonly lanes: DeliveryLanes
  readonly held: ClaimsHeld
  readonly underWay: AttemptsUnderWay
  readonly limits: ClaimLimits
  /** There is something to send. */
  readonly onClaimed: (lane: DeliveryLane) => void
}): ClaimRounds {
  const { pool, workerId, lanes, held, underWay, limits } = context
  let place: QueuePlace = queueStart
  let listAtMs = -Infinity
  let passMs = 0

  async function round(): Promise<number> {
    const nowMs = performance.now()
    await held.releaseUnknown(pool, workerId, nowMs)
    if (nowMs >= listAtMs) return claimListed()
    await claim(lanes.busy)
    return Math.max(0, listAtMs - performance.now())
  }

  async function claimListed(): Promise<number> {
    // Both are waited for: no claim may be under way when the next round begins.
    const [listed, asked] = await Promise.allSettled([list(), claim(lanes.busy)])
    if (listed.status === "rejected") throw listed.reason
    if (asked.status === "rejected") throw asked.reason
    const { due, isLast } = listed.value

    const ready = new Set<DeliveryLane>()
    let waitMs = limits.pollMs
    for (const endpoint of due) {
      const lane = await lanes.find(endpoint)
      if (lane === undefined) continue
      const dueInMs = await dueIn(endpoint, lane)
      for (const kind of DELIVERY_KINDS) {
        if (dueInMs[kind] > 0) waitMs = Math.min(waitMs, Math.ceil(dueInMs[kind]))
        // It was asked for while we looked: what was listed is claimed by now, or soon.
        else if (asked.value.lanes[kind].has(lane)) waitMs = Math.min(waitMs, LIST_EVERY_MS)
        else {
          lane.noteDue(kind, true)
          ready.add(lane)
        }
      }
    }
    const { room, found } = await claim([...ready])
    const nowMs = performance.now()
    lanes.forgetIdle(nowMs)
    if (!isLast) return 0
    if (found === 0 && room > 0) return CONTENDED_MS
    for (const lane of ready) waitMs = Math.min(waitMs, lane.probeInMs(nowMs))
    return waitMs
  }

  /** The next page of endpoints with something in the queue. */
  async function list(): Promise<{
    readonly due: readonly DueEndpoint[]
    readonly isLast: boolean
  }> {
    const begunAtMs = performance.now()
    const due = await listDueEndpoints(pool, { after: place, limit: limits.endpointsMax })
    passMs += performance.now() - begunAtMs
    const isLast = due.length < limits.endpointsMax
    place = (isLast ? undefined : due.at(-1)) ?? queueStart
    if (isLast) {
      const everyMs = Math.min(Math.max(passMs / LIST_SHARE, LIST_EVERY_MS), LIST_EVERY_MS_MAX)
      listAtMs = begunAtMs + everyMs
      passMs = 0
    }
    return { due, isLast }
  }

  /** Until something of each kind may be claimed; infinite: nothing stands in the queue. */
  async function dueIn(
    endpoint: DueEndpoint,
    lane: DeliveryLane,
  ): Promise<Readonly<Record<DeliveryKind, number>>> {
    const fresh = endpoint.dueInMs ?? Infinity
    const { retryQueueDueInMs } = endpoint
    if (retryQueueDueInMs === null) return { fresh, bulk: endpoint.bulkDueInMs ?? Infinity }
    await lanes.giveBack(lane, (delivery) => !delivery.isRetryQueueHead)
    const isKept = lane.target.retryQueueAfter !== null
    if (fresh <= 0 || !isKept) await arrangeRetryQueue(pool, lane)
    return { fresh: isKept ? retryQueueDueInMs : 0, bulk: Infinity }
  }

  /** Claims what there is room for. */
  async function claim(asked: readonly DeliveryLane[]): Promise<Claimed> {
    const rooms = divide(asked)
    const lanesOf = (wanted: DeliveryKind) =>
      new Set(rooms.flatMap(({ key: { lane, kind } }) => (kind === wanted ? [lane] : [])))
    const given = { fresh: lanesOf("fresh"), bulk: lanesOf("bulk") }
    if (rooms.length === 0) return { lanes: given, room: 0, found: 0 }
    const deliveries = await claimDueDeliveries(pool, {
      workerId,
      rooms: rooms.map(({ key: { lane, kind }, room }) => ({
        merchantId: lane.merchantId,
        endpointId: lane.endpointId,
        isBulk: kind === "bulk",
        room,
        keepsRetryQueue: lane.target.retryQueueAfter !== null,
      })),
    }).catch((error: unknown) => {
      held.doubt(performance.now())
      throw error
    })
    held.add(deliveries)
    const byEndpoint = Map.groupBy(deliveries, (delivery) => delivery.endpointId)
    const nowMs = performance.now()
    for (const { key, room } of rooms) {
      const own = byEndpoint.get(key.lane.endpointId) ?? []
      const found = own.reduce((count, each) => count + Number(kindOf(each) === key.kind), 0)
      key.lane.noteDue(key.kind, found >= room)
    }
    const served = given.fresh.union(given.bulk)
    for (const lane of served) {
      const own = byEndpoint.get(lane.endpointId) ?? []
      lane.servedAtMs = nowMs
      if (own.length > 0) lanes.noteBusy(lane, nowMs)
      lane.add(own, nowMs)
      context.onClaimed(lane)
    }
    // One began to fail while they were claimed: here they would wait behind its probes.
    for (const lane of served) if (lane.isProbing) await lanes.giveBack(lane)
    return { lanes: given, room: rooms.length, found: deliveries.length }
  }

  /** Fresh ones first; bulk ones share what is left, of half of all. */
  function divide(asked: readonly DeliveryLane[]) {
    const nowMs = performance.now()
    const longestFirst = asked.toSorted((a, b) => a.servedAtMs - b.servedAtMs)
    const share = (lanesToServe: readonly DeliveryLane[], kind: DeliveryKind, room: number) =>
      divideRoom(
        lanesToServe.map((lane) => ({
          key: { lane, kind },
          group: lane.merchantId,
          wanted: lane.room(kind, nowMs),
        })),
        room,
      )
    const room = limits.claimedMax - (held.size - underWay.slow)
    const withBulk = longestFirst.filter((lane) => lane.moreIsDue("bulk"))
    const bulkMax = withBulk.length === 0 ? 0 : (limits.claimedMax >> 1) - held.bulk
    // What fresh ones are offered they mostly do not use: a part is kept where bulk ones are due.
    const kept = Math.max(0, Math.min(bulkMax, room >> 2))
    const fresh = share(longestFirst, "fresh", room - kept)
    const left = fresh.reduce((sum, given) => sum - given.room, room)
    const bulkRoom = Math.min(left, bulkMax)
    return [...fresh, ...share(withBulk, "bulk", bulkRoom)]
  }

  return {
    round,
    lookAnew() {
      lanes.forgetBusy()
      listAtMs = -Infinity
    },
  }
}

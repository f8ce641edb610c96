import { claimDueDeliveries, type ClaimedDelivery } from "../delivery/claim-due-deliveries.ts"
import type { Judgement } from "../delivery/dialect.ts"
import { discardDeliveries } from "../delivery/discard-deliveries.ts"
import {
  listDueEndpoints,
  queueStart,
  type DueEndpoint,
  type QueuePlace,
} from "../delivery/list-due-endpoints.ts"
import { releaseDeliveries } from "../delivery/release-deliveries.ts"
import type { AttemptResult, AttemptSender } from "../delivery/send-attempt.ts"
import { idText, newUuid } from "../ids.ts"
import type { Log } from "../log.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool } from "../postgres/pool.ts"
import { attemptDelivery } from "./attempt-delivery.ts"
import { AttemptsUnderWay } from "./attempts-under-way.ts"
import { ClaimsHeld } from "./claims-held.ts"
import { createHeaderRestorer } from "./create-header-restorer.ts"
import { decideDelivery } from "./decide-delivery.ts"
import { DeliveryLane } from "./delivery-lane.ts"
import { readDeliveryTarget, type DeliveryTarget } from "./delivery-target.ts"
import { disableGoneEndpoint } from "./disable-gone-endpoint.ts"
import { divideRoom } from "./divide-room.ts"
import { keepWorkerAlive, workerLimits, type WorkerLimits } from "./keep-worker-alive.ts"
import { logAttempt } from "./log-attempt.ts"
import { createResultRecorder } from "./record-results.ts"
import { rest, restUnderLoadMs } from "./thread-load.ts"
import { createSleeper } from "./sleep-until-woken.ts"
import { createSourceCache } from "./source-cache.ts"

export interface DeliverOptions {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly sender: AttemptSender
  readonly log: Log
  readonly metrics?: Metrics
  readonly workerId?: string
  /** This is the only hub on the database, so any other worker in it is dead. Default false. */
  readonly alone?: boolean
  readonly limits?: Partial<DeliverLimits>
}

export interface DeliverLimits extends WorkerLimits {
  /** Attempts under way that have not taken long, over all endpoints. */
  readonly quickMax: number
  /** All attempts under way, those that hang included. */
  readonly sendingMax: number
  /** Deliveries in this process, besides attempts that hang: waiting, under way, not recorded. */
  readonly claimedMax: number
  /** Looks for work at least this often; a hint comes sooner. */
  readonly pollMs: number
  /** How long a stop waits for attempts under way. */
  readonly stopMs: number
  /** Endpoints looked at in one round. */
  readonly endpointsMax: number
}

export interface Delivering {
  /** A hint that something may be due. It may be called often, and may be lost. */
  wake(): void
  /** Sends nothing new, waits for what is under way (bounded), gives back the rest. */
  stop(): Promise<void>
  /** For tests: ends at once and leaves all claims behind, as a killed process does. */
  die(): void
}

const LIMITS: DeliverLimits = {
  ...workerLimits,
  quickMax: 256,
  sendingMax: 2_048,
  claimedMax: 1_024,
  pollMs: 500,
  stopMs: 10_000,
  endpointsMax: 500,
}
const DISCARD_MAX = 1_000
/** Between two rounds under load: a claim of a few costs as much as one of many. */
const REST_MS_MAX = 20
const LANE_IDLE_MS = 60_000
const SLOW_LOOK_MS = 250
const LIST_EVERY_MS = 50
/** An endpoint that had something this short a time ago will have more soon. */
const BUSY_MS = 5_000
/** Others hold what is due: no use in asking again at once. */
const CONTENDED_MS = 20

/**
 * Sends what is due: claims fairly over endpoints, signs, tries, records, reschedules. Any number
 * of processes may do this on one database. At least once: a process that dies between sending and
 * recording leaves a claim behind, and another sends the same bytes under the same id again.
 */
export async function startDelivering(options: DeliverOptions): Promise<Delivering> {
  const { pool, log, metrics } = options
  const limits = { ...LIMITS, ...options.limits }
  const workerId = options.workerId ?? newUuid()
  const lanes = new Map<string, DeliveryLane>()
  const starved = new Set<DeliveryLane>()
  const sleeper = createSleeper()
  const underWay = new AttemptsUnderWay({ quickMax: limits.quickMax, allMax: limits.sendingMax })
  const recorder = createResultRecorder({
    pool,
    workerId,
    log,
    onReleased: () => sleeper.wake(),
  })
  const restoreHeaders = createHeaderRestorer(
    createSourceCache(pool, options.keyring),
    options.keyring,
  )
  const attemptContext = { ...options, restoreHeaders }
  let place: QueuePlace = queueStart
  let listedAtMs = -Infinity
  const held = new ClaimsHeld()
  let state: "running" | "stopping" | "ended" = "running"

  const worker = await keepWorkerAlive({
    pool,
    workerId,
    log,
    limits,
    alone: options.alone ?? false,
    onFreed: () => sleeper.wake(),
  })

  async function run(): Promise<void> {
    let failures = 0
    while (state === "running") {
      try {
        const waitMs = await round()
        failures = 0
        await rest(restUnderLoadMs(REST_MS_MAX))
        if (waitMs > 0) await sleeper.sleep(waitMs)
      } catch (error) {
        failures += 1
        if (failures === 1) log.warn({ err: error }, "cannot claim deliveries; trying again")
        await sleeper.sleep(Math.min(100 * 2 ** failures, 5_000))
      }
    }
  }

  /** Claims what there is room for. Returns how long to rest before the next round. */
  async function round(): Promise<number> {
    await held.releaseUnknown(pool, workerId, performance.now())
    const listAgeMs = performance.now() - listedAtMs
    if (listAgeMs >= LIST_EVERY_MS) return claimListed()
    const busy = [...lanes.values()].filter((lane) => lane.usedAtMs > listedAtMs - BUSY_MS)
    await claim(busy)
    return LIST_EVERY_MS - listAgeMs
  }

  /** Looks where something is due; between two looks only endpoints known to be busy are asked. */
  async function claimListed(): Promise<number> {
    const due = await listDueEndpoints(pool, { after: place, limit: limits.endpointsMax })
    const last = due.length === limits.endpointsMax ? due.at(-1) : undefined
    place = last ?? queueStart
    if (last === undefined) listedAtMs = performance.now()
    const ready: DeliveryLane[] = []
    let waitMs = limits.pollMs
    for (const endpoint of due) {
      const lane = await laneFor(endpoint)
      if (lane === undefined || endpoint.dueInMs === null) continue
      if (endpoint.dueInMs <= 0) ready.push(lane)
      else waitMs = Math.min(waitMs, Math.ceil(endpoint.dueInMs))
    }
    for (const lane of ready) lane.moreIsDue = true
    const found = await claim(ready)
    forgetIdleLanes()
    if (last !== undefined) return 0
    const isContended = found === 0 && ready.some((lane) => lane.room > 0)
    return isContended ? CONTENDED_MS : waitMs
  }

  async function laneFor(endpoint: DueEndpoint): Promise<DeliveryLane | undefined> {
    const { merchantId, endpointId: id, revision } = endpoint
    const lane = lanes.get(id)
    if (endpoint.state !== "active") {
      if (lane !== undefined) await closeLane(lane)
      if (endpoint.state === "deleted") {
        await discardDeliveries(pool, { merchantId, id, limit: DISCARD_MAX })
      }
      return undefined
    }
    if (lane?.revision === revision) return lane
    try {
      const target = await readDeliveryTarget(options.keyring, endpoint)
      if (lane === undefined) {
        const made = new DeliveryLane(endpoint, target, revision)
        lanes.set(id, made)
        return made
      }
      Object.assign(lane, { target, revision, closed: false })
      return lane
    } catch (error) {
      log.error({ err: error, endpoint: idText("endpoint", id) }, "an endpoint cannot be read")
      return undefined
    }
  }

  async function claim(ready: readonly DeliveryLane[]): Promise<number> {
    const rooms = divideRoom(
      ready.map((lane) => ({ key: lane, wanted: lane.room })),
      limits.claimedMax - (held.size - underWay.slow),
    )
    if (rooms.length === 0) return 0
    const deliveries = await claimDueDeliveries(pool, {
      workerId,
      rooms: rooms.map(({ key: { merchantId, endpointId }, room }) => ({
        merchantId,
        endpointId,
        room,
      })),
    }).catch((error: unknown) => {
      held.doubt(performance.now())
      throw error
    })
    held.add(deliveries)
    const byEndpoint = Map.groupBy(deliveries, (delivery) => delivery.endpointId)
    const now = performance.now()
    for (const { key: lane, room } of rooms) {
      const own = byEndpoint.get(lane.endpointId) ?? []
      lane.moreIsDue = own.length >= room
      if (own.length > 0) lane.usedAtMs = now
      lane.add(own)
      pump(lane)
    }
    return deliveries.length
  }

  function pump(lane: DeliveryLane): void {
    while (state === "running") {
      if (underWay.isFull) {
        starved.add(lane)
        return
      }
      const delivery = lane.take()
      if (delivery === undefined) break
      void send(lane, delivery)
    }
    if (lane.isThirsty) sleeper.wake()
  }

  function pumpStarved(): void {
    for (const lane of starved) {
      if (underWay.isFull) return
      starved.delete(lane)
      pump(lane)
    }
  }

  async function send(lane: DeliveryLane, delivery: ClaimedDelivery): Promise<void> {
    const attempt = underWay.begin(lane, performance.now())
    const { target } = lane
    const judged = await attemptDelivery(attemptContext, delivery, target)
    const { result } = judged
    underWay.end(attempt)
    lane.learn(result)
    if (state === "ended") return
    // An answer of the address that it had before says nothing of the one that it has now.
    if (result.responseStatus === 410 && target === lane.target) lane.closed = true
    const finished = finish(lane, delivery, { ...attempt, ...judged, target })
    pumpStarved()
    pump(lane)
    await finished
  }

  async function finish(
    lane: DeliveryLane,
    delivery: ClaimedDelivery,
    attempt: {
      readonly result: AttemptResult
      readonly judgement: Judgement
      readonly startedAtMs: number
      readonly target: DeliveryTarget
    },
  ): Promise<void> {
    const { retryAfterMs: _, ...result } = attempt.result
    const { url, schedule } = attempt.target
    const verdict = decideDelivery(attempt, delivery.tries + 1, {
      schedule,
      random: Math.random(),
    })
    const attemptId = newUuid()
    metrics?.attempts.inc({ cause: result.cause ?? "none" })
    metrics?.deliverSeconds.observe(result.durationMs / 1_000)
    if (verdict.state !== "retrying") metrics?.deliveries.inc({ outcome: verdict.state })
    logAttempt(log, delivery, { attemptId, url, result: attempt.result, verdict })
    await recorder.record({
      ...result,
      ...verdict,
      merchantId: delivery.merchantId,
      deliveryId: delivery.deliveryId,
      endpointId: delivery.endpointId,
      order: delivery.order,
      attemptId,
      trigger: delivery.trigger,
      url,
      startedAtMs: attempt.startedAtMs,
    })
    held.remove([delivery])
    lane.claimed -= 1
    if (result.cause === "gone") await disable(lane, url)
    if (lane.isThirsty) sleeper.wake()
  }

  async function disable(lane: DeliveryLane, url: string): Promise<void> {
    try {
      const { merchantId, endpointId: id } = lane
      if (await disableGoneEndpoint(pool, { merchantId, id, url })) await closeLane(lane)
    } catch (error) {
      log.warn({ err: error }, "an endpoint that is gone is not disabled yet")
      lane.closed = false
    }
  }

  async function closeLane(lane: DeliveryLane): Promise<void> {
    lane.closed = true
    await giveBack(lane)
  }

  /** What was claimed ahead for an endpoint that hangs would only fill the room of others. */
  function relieveSlow(): void {
    for (const lane of underWay.findSlow(performance.now())) {
      lane.slowDown()
      giveBack(lane).catch((error: unknown) =>
        log.warn({ err: error }, "claims are not given back"),
      )
    }
    pumpStarved()
  }

  async function giveBack(lane: DeliveryLane): Promise<void> {
    const deliveries = lane.takeAll()
    if (deliveries.length === 0) return
    try {
      await releaseDeliveries(pool, { workerId, deliveries })
      held.remove(deliveries)
    } catch (error) {
      // Empty as it was, the lane may have been forgotten meanwhile.
      const current = lanes.get(lane.endpointId) ?? lane
      lanes.set(lane.endpointId, current)
      current.add(deliveries)
      throw error
    }
  }

  function forgetIdleLanes(): void {
    const before = performance.now() - LANE_IDLE_MS
    for (const [id, lane] of lanes) {
      if (lane.claimed === 0 && lane.usedAtMs < before) lanes.delete(id)
    }
  }

  const running = run()
  const slowLook = setInterval(relieveSlow, SLOW_LOOK_MS)
  return {
    wake: () => sleeper.wake(),
    async stop() {
      state = "stopping"
      sleeper.wake()
      await running
      const deadline = performance.now() + limits.stopMs
      while (underWay.count > 0 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      clearInterval(slowLook)
      // What is still under way is given back below: its answer decides nothing any more.
      state = "ended"
      await recorder.stop()
      await worker.stop()
    },
    die() {
      state = "ended"
      clearInterval(slowLook)
      worker.die()
      sleeper.wake()
    },
  }
}

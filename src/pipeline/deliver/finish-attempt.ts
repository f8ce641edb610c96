import type { AttemptsLogged } from "../../config.ts"
import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { newUuid } from "../../ids.ts"
import type { Log } from "../../log.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"
import { arrangeRetryQueue } from "./arrange-retry-queue.ts"
import type { JudgedAttempt } from "./attempt-delivery.ts"
import type { ClaimsHeld } from "./claims-held.ts"
import { decideDelivery } from "./decide-delivery.ts"
import { kindOf, type DeliveryLane } from "./delivery-lane.ts"
import type { DeliveryLanes } from "./delivery-lanes.ts"
import type { DeliveryTarget } from "./delivery-target.ts"
import { disableGoneEndpoint } from "../endpoints/disable-gone-endpoint.ts"
import { logAttempt } from "./log-attempt.ts"
import { measureAttempt } from "./measure-attempt.ts"
import type { ResultRecorder } from "./record-results.ts"

export type FinishAttempt = (
  lane: DeliveryLane,
  delivery: ClaimedDelivery,
  attempt: EndedAttempt,
) => Promise<void>

export interface EndedAttempt extends JudgedAttempt {
  /** The trace that it was part of; null: none. */
  readonly traceparent: string | null
  /** Of the monotonic clock. */
  readonly startedAtMs: number
  /** The endpoint as it was when the attempt began. */
  readonly target: DeliveryTarget
}

/** Decides what becomes of the delivery, records it, and does what follows for its endpoint. */
export function createFinishAttempt(context: {
  readonly pool: Pool
  readonly log: Log
  readonly metrics: Metrics | undefined
  readonly logAttempts: AttemptsLogged
  readonly lanes: DeliveryLanes
  readonly held: ClaimsHeld
  readonly recorder: ResultRecorder
}): FinishAttempt {
  const { pool, log, metrics, lanes } = context

  async function finish(
    lane: DeliveryLane,
    delivery: ClaimedDelivery,
    attempt: EndedAttempt,
  ): Promise<void> {
    const { retryAfterMs: _, ...result } = attempt.result
    const { url, schedule, retryQueueAfter } = attempt.target
    const verdict = decideDelivery(attempt, delivery.tries + 1, {
      schedule,
      retryQueueAfter,
      random: Math.random(),
    })
    const attemptId = newUuid()
    const waitedMs = delivery.dueAgoMs + attempt.startedAtMs - delivery.claimedAtMs
    const observed = { ...attempt, attemptId, verdict, waitedMs }
    if (metrics !== undefined) measureAttempt(metrics, delivery, observed)
    logAttempt({ log, attempts: context.logAttempts }, delivery, observed)
    await context.recorder.record({
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
    context.held.remove([delivery])
    lane.end(kindOf(delivery))
    if (result.cause === "gone") await disable(lane, url)
    // The next in the queue is due at once.
    if (delivery.isRetryQueueHead && verdict.state !== "retrying") lane.noteDue("fresh", true)
    if (verdict.joinsRetryQueue) await queueUp(lane)
  }

  async function disable(lane: DeliveryLane, url: string): Promise<void> {
    try {
      const { merchantId, endpointId: id } = lane
      if (await disableGoneEndpoint(pool, { merchantId, id, url })) await lanes.close(lane)
    } catch (error) {
      log.warn({ err: error }, "an endpoint that is gone is not disabled yet")
      lane.closed = false
    }
  }

  /** While something is in the retry queue, all else of the endpoint waits behind it. */
  async function queueUp(lane: DeliveryLane): Promise<void> {
    try {
      await lanes.giveBack(lane, (delivery) => !delivery.isRetryQueueHead)
      await arrangeRetryQueue(pool, lane)
    } catch (error) {
      log.warn({ err: error }, "a retry queue is not in order yet")
    }
  }

  return finish
}

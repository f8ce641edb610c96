import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import type { Log } from "../../log.ts"
import { attemptDelivery } from "./attempt-delivery.ts"
import type { AttemptsUnderWay } from "./attempts-under-way.ts"
import { kindOf, type DeliveryLane } from "./delivery-lane.ts"
import type { DeliveryLanes } from "./delivery-lanes.ts"
import type { FinishAttempt } from "./finish-attempt.ts"
import { traceAttempt } from "./trace-attempt.ts"

/** A wait for a token of a rate limit is no shorter: several come at once then. */
const PUMP_MS_MIN = 5

export interface DeliverySending {
  /** Begins all attempts of a lane that may begin now. */
  readonly pump: (lane: DeliveryLane) => void
  /** What was claimed ahead for an endpoint that hangs would only fill the room of others. */
  readonly relieveSlow: () => void
  /** What waits in a lane goes back into the queue. */
  readonly giveBack: (lane: DeliveryLane) => void
}

/** Sends what was claimed, lane by lane, within the bounds of each and of all together. */
export function createDeliverySending(context: {
  readonly attempt: Parameters<typeof attemptDelivery>[0]
  readonly lanes: DeliveryLanes
  readonly underWay: AttemptsUnderWay
  readonly log: Log
  readonly state: { readonly current: "running" | "stopping" | "ended" }
  readonly finish: FinishAttempt
  /** There is room for a claim that is worth it. */
  readonly onThirst: () => void
}): DeliverySending {
  const { lanes, underWay, log, state } = context
  /** Lanes with something to send for which there was no room, in the order of their turns. */
  const starved = new Set<DeliveryLane>()

  function pump(lane: DeliveryLane): void {
    if (state.current !== "running") return
    const nowMs = performance.now()
    for (;;) {
      const delivery = lane.take(underWay.openKinds, nowMs)
      if (delivery === undefined) break
      void send(lane, delivery)
    }
    const waitMs = lane.takeInMs(nowMs)
    if (waitMs === 0) starved.add(lane)
    else if (waitMs < Infinity) pumpLater(lane, waitMs)
    if (lane.isThirsty(nowMs)) context.onThirst()
  }

  function pumpLater(lane: DeliveryLane, waitMs: number): void {
    if (lane.timer !== undefined) return
    lane.timer = setTimeout(
      () => {
        lane.timer = undefined
        pump(lane)
      },
      Math.max(Math.ceil(waitMs), PUMP_MS_MIN),
    )
    lane.timer.unref()
  }

  function pumpStarved(): void {
    for (const lane of [...starved]) {
      if (underWay.isFull) return
      starved.delete(lane)
      pump(lane)
    }
  }

  async function send(lane: DeliveryLane, delivery: ClaimedDelivery): Promise<void> {
    const kind = kindOf(delivery)
    const { target } = lane
    const attempt = underWay.begin(lane, { kind, nowMs: performance.now() })
    const judged = await traceAttempt(delivery, target, (traced) =>
      attemptDelivery(context.attempt, traced, target),
    )
    underWay.end(attempt)
    const wasProbing = lane.isProbing
    const { startedAtMs } = attempt
    const endedAtMs = performance.now()
    lane.learn(kind, judged.result, { url: target.url, startedAtMs, endedAtMs })
    if (state.current === "ended") return
    // An answer of the address that it had before says nothing of the one that it has now.
    if (judged.result.responseStatus === 410 && target === lane.target) lane.closed = true
    if (lane.isProbing && !wasProbing) giveBack(lane)
    const finished = context.finish(lane, delivery, { ...judged, startedAtMs, target })
    pumpStarved()
    pump(lane)
    await finished
    if (lane.isThirsty(performance.now())) context.onThirst()
  }

  function giveBack(lane: DeliveryLane): void {
    lanes
      .giveBack(lane)
      .catch((error: unknown) => log.warn({ err: error }, "claims are not given back"))
  }

  function relieveSlow(): void {
    for (const lane of underWay.findSlow(performance.now())) {
      lane.slowDown()
      giveBack(lane)
    }
    pumpStarved()
  }

  return { pump, relieveSlow, giveBack }
}

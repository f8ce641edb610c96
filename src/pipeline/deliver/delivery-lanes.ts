import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { discardDeliveries } from "../../delivery/discard-deliveries.ts"
import type { DueEndpoint } from "../../delivery/list-due-endpoints.ts"
import { releaseDeliveries } from "../../delivery/release-deliveries.ts"
import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Pool } from "../../postgres/pool.ts"
import type { ClaimsHeld } from "./claims-held.ts"
import { DeliveryLane } from "./delivery-lane.ts"
import { readDeliveryTarget } from "./delivery-target.ts"

const DISCARD_MAX = 1_000
/** A lane is kept while its endpoint stands in the queue, and so long after. */
const LANE_IDLE_MS = 60_000
/** An endpoint that had something this short a time ago will have more soon. */
const BUSY_MS = 5_000
/** One that fails for longer gets a probe first from a worker that does not know it yet. */
const KNOWN_FAILING_MS = 60_000

/** The endpoints that this process sends to. */
export class DeliveryLanes {
  readonly #context: LanesContext
  readonly #lanes = new Map<string, DeliveryLane>()
  readonly #busyAtMs = new Map<DeliveryLane, number>()

  constructor(context: LanesContext) {
    this.#context = context
  }

  /** The lane of a listed endpoint; undefined where nothing is to be sent to it. */
  async find(endpoint: DueEndpoint): Promise<DeliveryLane | undefined> {
    const { merchantId, endpointId: id, revision } = endpoint
    const lane = this.#lanes.get(id)
    if (endpoint.state !== "active") {
      if (lane !== undefined) await this.close(lane)
      if (endpoint.state === "deleted") {
        await discardDeliveries(this.#context.pool, { merchantId, id, limit: DISCARD_MAX })
      }
      return undefined
    }
    const nowMs = performance.now()
    if (lane !== undefined) lane.listedAtMs = nowMs
    if (lane?.revision === revision) return lane
    try {
      const target = await readDeliveryTarget(this.#context.keyring, endpoint)
      const isFailing = (endpoint.failingForMs ?? 0) > KNOWN_FAILING_MS
      if (lane !== undefined) {
        lane.retarget({ revision, isFailing }, target, nowMs)
        return lane
      }
      const options = { worker: this.#context.worker, nowMs }
      const made = new DeliveryLane({ ...endpoint, isFailing }, target, options)
      this.#lanes.set(id, made)
      return made
    } catch (error) {
      const text = idText("endpoint", id)
      this.#context.log.error({ err: error, endpoint: text }, "an endpoint cannot be read")
      return undefined
    }
  }

  /** The lane of an endpoint as of this revision, if this process has it and sends to it. */
  findOpen(endpointId: string, revision: string): DeliveryLane | undefined {
    const lane = this.#lanes.get(endpointId)
    return lane === undefined || lane.closed || lane.revision !== revision ? undefined : lane
  }

  /** It has something to send: it must not have been forgotten meanwhile. */
  keep(lane: DeliveryLane): void {
    if (!this.#lanes.has(lane.endpointId)) this.#lanes.set(lane.endpointId, lane)
  }

  /** Those that may have something due by now. */
  get busy(): readonly DeliveryLane[] {
    return [...this.#busyAtMs.keys()]
  }

  noteBusy(lane: DeliveryLane, nowMs: number): void {
    this.#busyAtMs.set(lane, nowMs)
  }

  forgetBusy(): void {
    this.#busyAtMs.clear()
  }

  async close(lane: DeliveryLane): Promise<void> {
    lane.closed = true
    await this.giveBack(lane)
  }

  /** What waits goes back into the queue, so that it takes no room here. */
  async giveBack(
    lane: DeliveryLane,
    isWanted: (delivery: ClaimedDelivery) => boolean = () => true,
  ): Promise<void> {
    const { pool, workerId, held } = this.#context
    const deliveries = lane.takeBack(isWanted)
    if (deliveries.length === 0) return
    // Not after the release: then they may be claimed here again already.
    held.remove(deliveries)
    try {
      await releaseDeliveries(pool, { workerId, deliveries })
    } catch (error) {
      // Empty as it was, the lane may have been forgotten meanwhile.
      const current = this.#lanes.get(lane.endpointId) ?? lane
      this.#lanes.set(lane.endpointId, current)
      current.add(deliveries, performance.now())
      held.add(deliveries)
      throw error
    }
  }

  clockMoved(byMs: number): void {
    for (const lane of this.#lanes.values()) lane.clockMoved(byMs)
  }

  /** How long an endpoint that fails is left alone yet; null: nothing holds it back. */
  heldBackMs(endpointId: string): number | null {
    const waitMs = this.#lanes.get(endpointId)?.probeInMs(performance.now()) ?? 0
    return waitMs > 0 && waitMs < Infinity ? waitMs : null
  }

  forgetIdle(nowMs: number): void {
    for (const [lane, busyAtMs] of this.#busyAtMs) {
      if (busyAtMs < nowMs - BUSY_MS) this.#busyAtMs.delete(lane)
    }
    for (const [id, lane] of this.#lanes) {
      const usedAtMs = Math.max(lane.listedAtMs, lane.servedAtMs)
      if (lane.claimed === 0 && usedAtMs < nowMs - LANE_IDLE_MS) this.#lanes.delete(id)
    }
  }
}

interface LanesContext {
  readonly pool: Pool
  readonly keyring: Pick<Keyring, "open">
  readonly log: Log
  readonly workerId: string
  /** This worker's part of every rate limit. */
  readonly worker: { readonly rateShare: number }
  readonly held: ClaimsHeld
}

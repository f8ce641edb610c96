import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { releaseUnknownClaims } from "../../delivery/release-unknown-claims.ts"
import type { Pool } from "../../postgres/pool.ts"

/** A statement whose connection is gone may still be running, but no longer than its timeout. */
const SECOND_LOOK_MS = 12_000

/**
 * The deliveries that this process has claimed: waiting, under way, not recorded. A claim whose
 * answer was lost may have been made all the same; nobody would ever send such a delivery, since
 * its worker lives and knows nothing of it.
 */
export class ClaimsHeld {
  readonly #ids = new Map<string, { readonly isBulk: boolean }>()
  #bulk = 0
  #looksAtMs: readonly number[] = []
  #isLooking = false

  get size(): number {
    return this.#ids.size
  }

  /** What is claimed meanwhile, the look would not know of, and would free. */
  get isLooking(): boolean {
    return this.#isLooking
  }

  /** How many of them are part of bulk resends. */
  get bulk(): number {
    return this.#bulk
  }

  add(deliveries: readonly Pick<ClaimedDelivery, "deliveryId" | "isBulk">[]): void {
    for (const { deliveryId, isBulk } of deliveries) {
      this.#ids.set(deliveryId, { isBulk })
      if (isBulk) this.#bulk += 1
    }
  }

  remove(deliveries: readonly Pick<ClaimedDelivery, "deliveryId">[]): void {
    for (const { deliveryId } of deliveries) {
      if (this.#ids.get(deliveryId)?.isBulk === true) this.#bulk -= 1
      this.#ids.delete(deliveryId)
    }
  }

  /** A claim failed: it may have been made, or be made yet. */
  doubt(nowMs: number): void {
    this.#looksAtMs = [nowMs, nowMs + SECOND_LOOK_MS]
  }

  /** Frees claims that were made unknown to us. Call it while no claim is under way. */
  async releaseUnknown(pool: Pool, workerId: string, nowMs: number): Promise<void> {
    if (!this.#looksAtMs.some((lookAtMs) => lookAtMs <= nowMs)) return
    this.#isLooking = true
    try {
      await releaseUnknownClaims(pool, { workerId, known: [...this.#ids.keys()] })
    } finally {
      this.#isLooking = false
    }
    this.#looksAtMs = this.#looksAtMs.filter((lookAtMs) => lookAtMs > nowMs)
  }
}

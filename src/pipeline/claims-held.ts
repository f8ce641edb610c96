import type { ClaimedDelivery } from "../delivery/claim-due-deliveries.ts"
import { releaseUnknownClaims } from "../delivery/release-unknown-claims.ts"
import type { Pool } from "../postgres/pool.ts"

/** A statement whose connection is gone may still be running, but no longer than its timeout. */
const SECOND_LOOK_MS = 12_000

/**
 * The deliveries that this process has claimed: waiting, under way, not recorded. A claim whose
 * answer was lost may have been made all the same; nobody would ever send such a delivery, since
 * its worker lives and knows nothing of it.
 */
export class ClaimsHeld {
  readonly #ids = new Set<string>()
  #looksAtMs: readonly number[] = []

  get size(): number {
    return this.#ids.size
  }

  add(deliveries: readonly Pick<ClaimedDelivery, "deliveryId">[]): void {
    for (const { deliveryId } of deliveries) this.#ids.add(deliveryId)
  }

  remove(deliveries: readonly Pick<ClaimedDelivery, "deliveryId">[]): void {
    for (const { deliveryId } of deliveries) this.#ids.delete(deliveryId)
  }

  /** A claim failed: it may have been made, or be made yet. */
  doubt(nowMs: number): void {
    this.#looksAtMs = [nowMs, nowMs + SECOND_LOOK_MS]
  }

  /** Frees claims that were made unknown to us. Call it while no claim is under way. */
  async releaseUnknown(pool: Pool, workerId: string, nowMs: number): Promise<void> {
    if (!this.#looksAtMs.some((lookAtMs) => lookAtMs <= nowMs)) return
    await releaseUnknownClaims(pool, { workerId, known: [...this.#ids] })
    this.#looksAtMs = this.#looksAtMs.filter((lookAtMs) => lookAtMs > nowMs)
  }
}

import { DELIVERY_KINDS, type DeliveryKind, type DeliveryLane } from "./delivery-lane.ts"

export interface AttemptUnderWay {
  readonly lane: DeliveryLane
  readonly kind: DeliveryKind
  readonly startedAtMs: number
  slow: boolean
}

/** An attempt that takes longer no longer counts against the others. */
const SLOW_AFTER_MS = 1_000

/**
 * How much is being sent. Quick attempts share a small bound, since more at once only costs; those
 * that hang move to a large one, so that endpoints that hang take no room of those that answer.
 * Bulk deliveries have at most half of the small one.
 */
export class AttemptsUnderWay {
  readonly #quickMax: number
  readonly #allMax: number
  /** In the order they began. */
  readonly #all = new Set<AttemptUnderWay>()
  #slow = 0
  #quickBulk = 0

  constructor(limits: { readonly quickMax: number; readonly allMax: number }) {
    this.#quickMax = limits.quickMax
    this.#allMax = limits.allMax
  }

  get count(): number {
    return this.#all.size
  }

  get slow(): number {
    return this.#slow
  }

  get isFull(): boolean {
    return this.#all.size - this.#slow >= this.#quickMax || this.#all.size >= this.#allMax
  }

  /** Of what there may be one more. */
  get openKinds(): readonly DeliveryKind[] {
    if (this.isFull) return []
    return this.#quickBulk < this.#quickMax / 2 ? DELIVERY_KINDS : ["fresh"]
  }

  begin(
    lane: DeliveryLane,
    attempt: { readonly kind: DeliveryKind; readonly nowMs: number },
  ): AttemptUnderWay {
    const begun = { lane, kind: attempt.kind, startedAtMs: attempt.nowMs, slow: false }
    this.#all.add(begun)
    if (begun.kind === "bulk") this.#quickBulk += 1
    return begun
  }

  end(attempt: AttemptUnderWay): void {
    this.#all.delete(attempt)
    if (attempt.slow) this.#slow -= 1
    else if (attempt.kind === "bulk") this.#quickBulk -= 1
  }

  /** The lanes of attempts that became slow since the last look. */
  findSlow(nowMs: number): ReadonlySet<DeliveryLane> {
    const lanes = new Set<DeliveryLane>()
    for (const attempt of this.#all) {
      if (nowMs - attempt.startedAtMs < SLOW_AFTER_MS) break
      if (attempt.slow) continue
      attempt.slow = true
      this.#slow += 1
      if (attempt.kind === "bulk") this.#quickBulk -= 1
      lanes.add(attempt.lane)
    }
    return lanes
  }
}

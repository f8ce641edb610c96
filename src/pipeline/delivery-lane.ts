import type { ClaimedDelivery } from "../delivery/claim-due-deliveries.ts"
import type { AttemptResult } from "../delivery/send-attempt.ts"
import type { DeliveryTarget } from "./delivery-target.ts"

/** How many deliveries of one endpoint are claimed ahead of sending while it answers quickly. */
const AHEAD_MAX = 480
const QUICK_ANSWER_MS = 1_000
/** An endpoint that failed this often in a row gets few attempts at a time until one works. */
const FAILURES_TO_SLOW = 10
const SLOW_CONCURRENCY = 4

/** One endpoint in this process: what is claimed for it, what is under way, how it behaves. */
export class DeliveryLane {
  readonly merchantId: string
  readonly endpointId: string
  target: DeliveryTarget
  revision: string
  /** It answered 410, or was disabled or deleted: nothing more is sent. */
  closed = false
  /** More was due than there was room for. */
  moreIsDue = false
  sending = 0
  /** Waiting, under way, or not recorded yet. */
  claimed = 0
  usedAtMs = performance.now()
  #waiting: ClaimedDelivery[] = []
  #failures = 0
  #quick = false

  constructor(
    key: { readonly merchantId: string; readonly endpointId: string },
    target: DeliveryTarget,
    revision: string,
  ) {
    this.merchantId = key.merchantId
    this.endpointId = key.endpointId
    this.target = target
    this.revision = revision
  }

  get concurrency(): number {
    const { concurrency } = this.target
    return this.#failures < FAILURES_TO_SLOW ? concurrency : Math.min(concurrency, SLOW_CONCURRENCY)
  }

  /** How many more may be claimed: ahead of sending only where the wait is surely short. */
  get room(): number {
    const capacity = this.concurrency + (this.#quick ? AHEAD_MAX : 0)
    return this.closed ? 0 : Math.max(0, capacity - this.claimed)
  }

  /** Is it worth a claim now? Small ones cost as much as large ones. */
  get isThirsty(): boolean {
    const enough = this.#quick ? AHEAD_MAX / 4 : this.concurrency / 4
    return this.moreIsDue && this.#waiting.length <= AHEAD_MAX / 4 && this.room >= enough
  }

  add(deliveries: readonly ClaimedDelivery[]): void {
    this.#waiting.push(...deliveries)
    this.claimed += deliveries.length
  }

  /** The next one to send, if one may be sent now. */
  take(): ClaimedDelivery | undefined {
    if (this.closed || this.sending >= this.concurrency) return undefined
    const delivery = this.#waiting.shift()
    if (delivery !== undefined) this.sending += 1
    return delivery
  }

  /** Its answers are slow now: nothing more is claimed ahead. */
  slowDown(): void {
    this.#quick = false
  }

  /** What waits and will not be sent, at least not now. */
  takeAll(): readonly ClaimedDelivery[] {
    const waiting = this.#waiting
    this.#waiting = []
    this.claimed -= waiting.length
    return waiting
  }

  learn(result: AttemptResult): void {
    this.sending -= 1
    const worked = result.outcome === "success"
    this.#failures = worked ? 0 : this.#failures + 1
    this.#quick = worked && result.durationMs < QUICK_ANSWER_MS
  }
}

import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import type { AttemptResult } from "../../delivery/send-attempt.ts"
import type { DeliveryTarget } from "./delivery-target.ts"
import { EndpointPace, type PaceMoment } from "./endpoint-pace.ts"

/** How many deliveries of one endpoint are claimed ahead of sending while it answers quickly. */
const AHEAD_MAX = 480
const QUICK_ANSWER_MS = 1_000
/** Bulk deliveries have only half of the endpoint for so long after a fresh one. */
const FRESH_SEEN_MS = 5_000

/** Fresh deliveries go before those of bulk resends. */
export const DELIVERY_KINDS = ["fresh", "bulk"] as const
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

export function kindOf(delivery: Pick<ClaimedDelivery, "isBulk">): DeliveryKind {
  return delivery.isBulk ? "bulk" : "fresh"
}

interface KindState {
  /** More was due than there was room for. */
  moreIsDue: boolean
  waiting: ClaimedDelivery[]
  sending: number
  /** Waiting, under way, or not recorded yet. */
  claimed: number
}

/** One endpoint in this process: what is claimed for it, what is under way, how it behaves. */
export class DeliveryLane {
  readonly merchantId: string
  readonly endpointId: string
  target: DeliveryTarget
  revision: string
  /** It answered 410, or was disabled or deleted: nothing more is sent. */
  closed = false
  /** When something of it stood in the queue. */
  listedAtMs: number
  /** When it was last given room for a claim. */
  servedAtMs = -Infinity
  /** Set while the next attempt waits for its time. */
  timer: NodeJS.Timeout | undefined
  readonly #worker: { readonly rateShare: number }
  readonly #kinds: Readonly<Record<DeliveryKind, KindState>>
  #pace: EndpointPace
  #freshSeenAtMs = -Infinity
  #quick = false

  constructor(
    endpoint: {
      readonly merchantId: string
      readonly endpointId: string
      readonly revision: string
      /** It was failing before this worker knew it. */
      readonly isFailing: boolean
    },
    target: DeliveryTarget,
    options: {
      /** This worker's part of the endpoint's rate limit, from 0 to 1. */
      readonly worker: { readonly rateShare: number }
      readonly nowMs: number
    },
  ) {
    this.merchantId = endpoint.merchantId
    this.endpointId = endpoint.endpointId
    this.revision = endpoint.revision
    this.target = target
    this.listedAtMs = options.nowMs
    this.#worker = options.worker
    this.#kinds = { fresh: emptyKind(), bulk: emptyKind() }
    this.#pace = new EndpointPace({ isFailing: endpoint.isFailing, nowMs: options.nowMs })
  }

  /** The endpoint was changed. With a new URL, or enabled again, it is another one to its pace. */
  retarget(
    endpoint: { readonly revision: string; readonly isFailing: boolean },
    target: DeliveryTarget,
    nowMs: number,
  ): void {
    if (this.closed || target.url !== this.target.url) {
      this.#pace = new EndpointPace({ isFailing: endpoint.isFailing, nowMs })
    }
    this.target = target
    this.revision = endpoint.revision
    this.closed = false
  }

  get claimed(): number {
    return this.#kinds.fresh.claimed + this.#kinds.bulk.claimed
  }

  get waiting(): number {
    return this.#kinds.fresh.waiting.length + this.#kinds.bulk.waiting.length
  }

  get isProbing(): boolean {
    return this.#pace.isProbing
  }

  moreIsDue(kind: DeliveryKind): boolean {
    return this.#kinds[kind].moreIsDue
  }

  noteDue(kind: DeliveryKind, moreIsDue: boolean): void {
    this.#kinds[kind].moreIsDue = moreIsDue
  }

  /** How many more may be claimed: ahead of sending only where the wait is surely short. */
  room(kind: DeliveryKind, nowMs: number): number {
    if (this.closed) return 0
    if (this.#pace.isProbing) return this.#roomToProbe(kind, nowMs)
    const { claimed, waiting } = this.#kinds[kind]
    const room = this.#attemptsMax(kind, nowMs) + (this.#quick ? AHEAD_MAX : 0) - claimed
    const byRate = this.#pace.aheadMax(this.#moment(nowMs)) - waiting.length
    return Math.max(0, Math.min(room, byRate))
  }

  /** How long until a probe may be claimed; infinite where that is not what it waits for. */
  probeInMs(nowMs: number): number {
    if (this.closed || !this.#pace.isProbing || this.claimed > 0) return Infinity
    return this.#pace.waitMs(this.#moment(nowMs))
  }

  /** Gaps between its probes pass with the sandbox's clock. */
  clockMoved(byMs: number): void {
    this.#pace.clockMoved(byMs)
  }

  /** Is it worth a claim now? Small ones cost as much as large ones. */
  isThirsty(nowMs: number): boolean {
    return DELIVERY_KINDS.some((kind) => {
      const { moreIsDue, waiting } = this.#kinds[kind]
      if (!moreIsDue || waiting.length > AHEAD_MAX / 4) return false
      const most = this.#quick ? AHEAD_MAX : this.#attemptsMax(kind, nowMs)
      const enough = Math.min(most, this.#pace.aheadMax(this.#moment(nowMs))) / 4
      const room = this.room(kind, nowMs)
      return room > 0 && (room >= enough || this.#pace.isProbing)
    })
  }

  add(deliveries: readonly ClaimedDelivery[], nowMs: number): void {
    for (const delivery of deliveries) {
      const kind = kindOf(delivery)
      this.#kinds[kind].waiting.push(delivery)
      this.#kinds[kind].claimed += 1
      if (kind === "fresh") this.#freshSeenAtMs = nowMs
    }
  }

  /** The next one to send, if one may be sent now. */
  take(kinds: readonly DeliveryKind[], nowMs: number): ClaimedDelivery | undefined {
    const moment = this.#moment(nowMs)
    if (this.closed || moment.sending >= this.target.concurrency) return undefined
    const kind = kinds.find(
      (each) =>
        this.#kinds[each].waiting.length > 0 &&
        this.#kinds[each].sending < this.#attemptsMax(each, nowMs),
    )
    if (kind === undefined || this.#pace.waitMs(moment) > 0) return undefined
    const state = this.#kinds[kind]
    this.#pace.begin(moment)
    state.sending += 1
    return state.waiting.shift()
  }

  /** How long until the next that waits may be sent; infinite where more than time is missing. */
  takeInMs(nowMs: number): number {
    const moment = this.#moment(nowMs)
    const isIdle = this.closed || this.waiting === 0 || moment.sending >= this.target.concurrency
    return isIdle ? Infinity : this.#pace.waitMs(moment)
  }

  /** Its answers are slow now: nothing more is claimed ahead. */
  slowDown(): void {
    this.#quick = false
  }

  /** What waits and will not be sent, at least not now. */
  takeBack(isWanted: (delivery: ClaimedDelivery) => boolean): readonly ClaimedDelivery[] {
    return DELIVERY_KINDS.flatMap((kind) => {
      const state = this.#kinds[kind]
      const taken = state.waiting.filter(isWanted)
      state.waiting = state.waiting.filter((delivery) => !isWanted(delivery))
      state.claimed -= taken.length
      return taken
    })
  }

  /**
   * An attempt has ended. What never left this process, or went to the URL that the endpoint had
   * before, says nothing of it.
   */
  learn(
    kind: DeliveryKind,
    result: AttemptResult,
    attempt: { readonly url: string; readonly startedAtMs: number; readonly endedAtMs: number },
  ): void {
    this.#kinds[kind].sending -= 1
    if (result.cause === "unreadable" || attempt.url !== this.target.url) return
    const worked = result.outcome === "success"
    this.#quick = worked && result.durationMs < QUICK_ANSWER_MS
    this.#pace.learn({ ...attempt, worked })
  }

  /** What came of it is recorded: its claim has ended. */
  end(kind: DeliveryKind): void {
    this.#kinds[kind].claimed -= 1
  }

  #roomToProbe(kind: DeliveryKind, nowMs: number): number {
    const first = DELIVERY_KINDS.find((each) => this.#kinds[each].moreIsDue)
    return kind === first && this.probeInMs(nowMs) === 0 ? 1 : 0
  }

  #attemptsMax(kind: DeliveryKind, nowMs: number): number {
    const { concurrency } = this.target
    const isShared = kind === "bulk" && nowMs - this.#freshSeenAtMs < FRESH_SEEN_MS
    return isShared ? Math.max(1, concurrency >> 1) : concurrency
  }

  #moment(nowMs: number): PaceMoment {
    const { ratePerSecond } = this.target
    return {
      nowMs,
      sending: this.#kinds.fresh.sending + this.#kinds.bulk.sending,
      perSecond: ratePerSecond === null ? null : ratePerSecond * this.#worker.rateShare,
    }
  }
}

function emptyKind(): KindState {
  return { moreIsDue: false, waiting: [], sending: 0, claimed: 0 }
}

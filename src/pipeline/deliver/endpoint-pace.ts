import {
  circuitAfter,
  circuitMoved,
  closedCircuit,
  openCircuit,
  type EndpointCircuit,
} from "./endpoint-circuit.ts"
import { filledBucket, tokenInMs, type TokenBucket } from "./token-bucket.ts"

/** With a rate limit no more is claimed ahead than this time will bring. */
const AHEAD_MS = 1_000

/** When the next attempt at an endpoint may begin: by its circuit and by its rate limit. */
export class EndpointPace {
  #circuit: EndpointCircuit
  #bucket: TokenBucket

  constructor(options: { readonly isFailing: boolean; readonly nowMs: number }) {
    this.#circuit = options.isFailing ? openCircuit(options.nowMs) : closedCircuit
    this.#bucket = { tokens: 1, atMs: options.nowMs }
  }

  /** One attempt at a time, with gaps between them. */
  get isProbing(): boolean {
    return this.#circuit.state === "open"
  }

  /** How long until an attempt may begin; infinite where only the end of another allows it. */
  waitMs(now: PaceMoment): number {
    const { state } = this.#circuit
    if (state === "open" && now.sending > 0) return Infinity
    const probeInMs = state === "open" ? this.#circuit.probeAtMs - now.nowMs : 0
    return Math.max(0, probeInMs, this.#tokenInMs(now))
  }

  begin(now: PaceMoment): void {
    const { perSecond, nowMs } = now
    if (perSecond === null) return
    const bucket = filledBucket(this.#bucket, { perSecond, nowMs })
    this.#bucket = { ...bucket, tokens: bucket.tokens - 1 }
  }

  /** How many may be claimed ahead of sending. */
  aheadMax({ perSecond, nowMs }: PaceMoment): number {
    if (perSecond === null) return Infinity
    if (perSecond === 0) return 0
    const { tokens } = filledBucket(this.#bucket, { perSecond, nowMs })
    return Math.ceil(tokens + (perSecond * AHEAD_MS) / 1_000)
  }

  learn(attempt: {
    readonly worked: boolean
    readonly startedAtMs: number
    readonly endedAtMs: number
  }): void {
    this.#circuit = circuitAfter(this.#circuit, attempt)
  }

  clockMoved(byMs: number): void {
    this.#circuit = circuitMoved(this.#circuit, byMs)
  }

  #tokenInMs({ perSecond, nowMs }: PaceMoment): number {
    if (perSecond === null) return 0
    if (perSecond === 0) return Infinity
    return tokenInMs(filledBucket(this.#bucket, { perSecond, nowMs }), perSecond)
  }
}

export interface PaceMoment {
  readonly nowMs: number
  /** Attempts under way. */
  readonly sending: number
  /** This worker's part of the endpoint's rate limit; null: none; 0: none of it yet. */
  readonly perSecond: number | null
}

import type { Log } from "../../log.ts"
import type { Pool, Queryable } from "../../postgres/pool.ts"
import type { WorkSource } from "./look-at-work.ts"
import type { ClockReading } from "./read-clock.ts"

/** What the clock stands on: made by the composition root, or by a test. */
export interface ClockContext {
  readonly pool: Pool
  readonly log: Log
  /** Everything that happens by the clock. */
  readonly sources: readonly WorkSource[]
  /** A source of real money, of any merchant: while there is one, the clock stays. */
  readonly findLiveSource: (queryable: Queryable) => Promise<LiveSourceFound | undefined>
  /** Into the audit log. */
  readonly recordMove: (queryable: Queryable, move: ClockMove) => Promise<void>
  /** What runs by the clock is to look again; called after the commit. */
  readonly onMoved: (byMs: number) => void
  /** What was due is done: who looks after its results is to look, and is waited for, too. */
  readonly onQuiet: () => void
}

export interface LiveSourceFound {
  readonly merchantId: string
  readonly id: string
  readonly name: string
}

export interface ClockMove extends AskedBy {
  readonly from: ClockReading
  readonly target: Date
}

/** Whose API key asks. */
export interface AskedBy {
  readonly merchantId: string
  readonly actor: string
}

export type ClockWish = { readonly toMs: number } | { readonly byMs: number }

export interface ClockLimits {
  /** In all. */
  readonly aheadMsMax: number
  /** Real time at a stop, until what is due there is done. */
  readonly stopMs: number
  /** Real time of a call. */
  readonly walkMs: number
  /** Real time between two looks at what is still to be done. */
  readonly lookEveryMs: number
  /** Of the moved clock: what is due within as much of a stop waits for the next one together. */
  readonly strideMs: number
}

export const clockLimits: ClockLimits = {
  aheadMsMax: 400 * 24 * 60 * 60 * 1_000,
  stopMs: 3_000,
  walkMs: 45_000,
  lookEveryMs: 15,
  strideMs: 1_000,
}

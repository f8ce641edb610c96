import { PaidoutError } from "../../errors.ts"
import {
  clockLimits,
  type AskedBy,
  type ClockContext,
  type ClockLimits,
  type ClockWish,
  type LiveSourceFound,
} from "./clock-context.ts"
import { holdClock } from "./hold-clock.ts"
import { lookAtWork } from "./look-at-work.ts"
import { readClock, type ClockReading } from "./read-clock.ts"
import { walkClock, type ClockWalk } from "./walk-clock.ts"

/** The clock of the whole installation. */
export interface SandboxClock {
  read(): Promise<ClockReading>
  /** Also what comes next, and what keeps the clock from being moved there. */
  lookAhead(): Promise<ClockOutlook>
  /**
   * Moves it ahead, from one moment at which something is due to the next. That ends at the target,
   * or when the time for it is over: then the caller asks again.
   * @throws PaidoutError clock_refused, or conflict while somebody else moves it
   */
  advance(wish: ClockWish, asked: AskedBy): Promise<ClockWalk>
  /** Ends what is under way at the next stop. */
  stop(): void
}

export interface ClockOutlook extends ClockReading {
  /** When something is due next; null: nothing is. */
  readonly next: Date | null
  /** While there is one, the clock stays. */
  readonly live: LiveSourceFound | undefined
}

export function createSandboxClock(
  options: ClockContext & { readonly limits?: Partial<ClockLimits> },
): SandboxClock {
  const context = { ...options, limits: { ...clockLimits, ...options.limits } }
  const { pool, log } = context
  const stopping = new AbortController()

  return {
    read: () => readClock(pool),
    async lookAhead() {
      const live = await context.findLiveSource(pool)
      const { now, aheadMs, next } = await lookAtWork(pool, context.sources)
      return { now, aheadMs, next, live }
    },
    async advance(wish, asked) {
      const { signal } = stopping
      const walk = await holdClock(pool, () => walkClock(context, wish, { ...asked, signal }))
      if (walk === undefined) {
        throw new PaidoutError("conflict", "The clock is being moved: wait for that call's answer.")
      }
      const { now, target, reached, stops } = walk
      if (stops > 0) log.info({ now, target, reached, stops }, "the sandbox's clock was moved")
      return walk
    },
    stop: () => stopping.abort(),
  }
}

import { setTimeout as sleep } from "node:timers/promises"

import { inTransaction } from "../../postgres/transaction.ts"
import type { AskedBy, ClockContext, ClockLimits, ClockWish } from "./clock-context.ts"
import { lookAtWork, type WorkSeen } from "./look-at-work.ts"
import { readClock, type ClockReading } from "./read-clock.ts"
import { refuseLiveSource } from "./refuse-live-source.ts"
import { refuseTarget } from "./refuse-target.ts"
import { setClock } from "./set-clock.ts"

export interface ClockWalk extends ClockReading {
  readonly target: Date
  readonly reached: boolean
  /** How often the clock was set. */
  readonly stops: number
}

/**
 * A jump over a day would let one retry of that day happen. So the clock stops wherever something
 * is due and waits until that is done; not for long, since an endpoint that hangs holds up nobody.
 * Each stop is a commit of its own: a crash leaves the clock at one of them.
 */
export async function walkClock(
  context: ClockContext & { readonly limits: ClockLimits },
  wish: ClockWish,
  asked: AskedBy & { readonly signal: AbortSignal },
): Promise<ClockWalk> {
  const { pool, limits } = context
  const { merchantId, actor, signal } = asked
  const endsAtMs = performance.now() + limits.walkMs
  const isOver = (atMs: number) => signal.aborted || performance.now() >= atMs

  const from = await readClock(pool)
  const targetMs = "toMs" in wish ? wish.toMs : from.now.getTime() + wish.byMs
  refuseTarget(from, targetMs, limits.aheadMsMax)
  const target = new Date(targetMs)
  refuseLiveSource(await context.findLiveSource(pool), merchantId)

  /** How it stands when what is due is done, or the stop has lasted long enough. */
  async function untilDone(): Promise<WorkSeen> {
    const stopEndsAtMs = Math.min(performance.now() + limits.stopMs, endsAtMs)
    let wasQuiet = false
    for (;;) {
      const seen = await lookAtWork(pool, context.sources)
      if (isOver(stopEndsAtMs) || (wasQuiet && !seen.isBusy)) return seen
      if (seen.isBusy) await sleep(limits.lookEveryMs)
      else {
        wasQuiet = true
        context.onQuiet()
      }
    }
  }

  async function moveTo(moment: Date, isFirst: boolean): Promise<ClockReading> {
    return inTransaction(pool, async (client) => {
      refuseLiveSource(await context.findLiveSource(client), merchantId)
      if (isFirst) await context.recordMove(client, { merchantId, actor, from, target })
      await setClock(client, moment)
      return readClock(client)
    })
  }

  let stops = 0
  let seen = await untilDone()
  while (seen.now < target && !isOver(endsAtMs)) {
    const moved = await moveTo(nextStop(seen, target, limits.strideMs), stops === 0)
    stops += 1
    context.onMoved(moved.aheadMs - seen.aheadMs)
    seen = await untilDone()
  }
  const { now, aheadMs } = seen
  return { now, aheadMs, target, reached: now >= target, stops }
}

/** The database counts microseconds and a Date does not: a millisecond later is surely not before. */
function nextStop({ now, next }: WorkSeen, target: Date, strideMs: number): Date {
  const nextMs = next === null ? Infinity : next.getTime() + 1
  const soonestMs = now.getTime() + strideMs
  return new Date(Math.min(target.getTime(), Math.max(nextMs, soonestMs)))
}

import type { Log } from "../../log.ts"
import type { LoopPulses } from "../../loop-pulses.ts"
import type { Pool } from "../../postgres/pool.ts"
import { advanceResend, resendLimits, type ResendLimits } from "./advance-resend.ts"
import { createSleeper } from "../../sleep-until-woken.ts"
import { rest, restUnderLoadMs } from "../thread-load.ts"

export interface ResendLoop {
  /** A hint that a resend was begun or cancelled. The loop also looks by itself. */
  wake(): void
  /** Lets the step in hand finish. */
  stop(): Promise<void>
}

export interface ResendLoopOptions {
  readonly pool: Pool
  readonly log: Log
  /** Called after each commit that put something into the queue. */
  readonly onDeliveriesQueued: () => void
  readonly limits?: Partial<ResendLoopLimits>
  readonly pulses?: LoopPulses
}

export interface ResendLoopLimits extends ResendLimits {
  /** Of all resends together, in this process: what is more would take its time from fresh events. */
  readonly perSecondMax: number
  /** Looks for resends of other processes even when no hint came. */
  readonly pollMs: number
  /** … while there is one. */
  readonly busyPollMs: number
}

const LIMITS: ResendLoopLimits = {
  ...resendLimits,
  perSecondMax: 1_500,
  pollMs: 1_000,
  busyPollMs: 50,
}
/** After the last step that found one. */
const BUSY_MS = 2_000
const RETRY_MS_MAX = 5_000
/** More between two steps while the thread is short of time: fresh events need it. */
const REST_MS_MAX = 100

/**
 * Puts what resends ask for into the queue, a little at a time, in whichever process comes first;
 * what is in the queue is sent as any other delivery is.
 */
export function startResending(options: ResendLoopOptions): ResendLoop {
  const { pool, log } = options
  const limits = { ...LIMITS, ...options.limits }
  const sleeper = createSleeper()
  let stopped = false
  let busyUntilMs = -Infinity
  const running = run()

  async function run(): Promise<void> {
    let failures = 0
    const beat = options.pulses?.begin("resend")
    while (!stopped) {
      beat?.()
      try {
        await step()
        failures = 0
      } catch (error) {
        failures += 1
        if (failures === 1) log.warn({ err: error }, "a resend does not advance; trying again")
        await sleeper.sleep(Math.min(100 * 2 ** failures, RETRY_MS_MAX))
      }
    }
  }

  async function step(): Promise<void> {
    const begunMs = performance.now()
    const advanced = await advanceResend(pool, limits)
    if (advanced === undefined) {
      const isBusy = begunMs < busyUntilMs
      await sleeper.sleep(isBusy ? limits.busyPollMs : limits.pollMs)
      return
    }
    busyUntilMs = performance.now() + BUSY_MS
    if (advanced.requeued > 0) options.onDeliveriesQueued()
    const tookMs = performance.now() - begunMs
    const byRateMs = (advanced.requeued / limits.perSecondMax) * 1_000 - tookMs
    // Half of the time at most: looking for few among millions is work for the database too.
    await rest(Math.max(tookMs, byRateMs) + restUnderLoadMs(REST_MS_MAX))
  }

  return {
    wake: () => sleeper.wake(),
    async stop() {
      stopped = true
      sleeper.wake()
      await running
    },
  }
}

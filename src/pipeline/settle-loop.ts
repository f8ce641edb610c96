import type { LoopPulses } from "../loop-pulses.ts"
import { settleMessages, type SettleContext } from "./settle.ts"
import { rest, restUnderLoadMs } from "./thread-load.ts"
import { createSleeper, type Sleeper } from "../sleep-until-woken.ts"

export interface SettleLoop {
  /** A hint that messages wait. The loop also looks by itself. */
  wake(): void
  /** Lets the batch in hand finish. */
  stop(): Promise<void>
}

export interface SettleLoopContext extends SettleContext {
  /** Is receiving short of time? Then settling makes room: an acknowledgement cannot wait. */
  readonly isPressed: () => boolean
  readonly pulses?: LoopPulses
}

const LIMITS = {
  batchMax: 250,
  /** Side by side, so that one settles while the other's commit reaches the disk. */
  batchesMax: 2,
  /** Looks for messages of other processes even when no hint came. */
  pollMs: 250,
  /** After a batch that was not full: the next one holds more, and still more under load. */
  restMsMin: 2,
  restMsMax: 25,
  /** A rest between two batches while receiving is pressed. */
  pressedRestMs: 50,
  /** After a failure: first wait, doubled up to the last. */
  retryMinMs: 100,
  retryMaxMs: 5_000,
} as const

/** Settles batch after batch while there is work, then sleeps until a hint or the next look. */
export function startSettling(context: SettleLoopContext): SettleLoop {
  let stopped = false
  const sleepers = Array.from({ length: LIMITS.batchesMax }, createSleeper)
  const running = sleepers.map(run)

  async function run(sleeper: Sleeper, lane: number): Promise<void> {
    let retryMs: number = LIMITS.retryMinMs
    let batchMax: number = LIMITS.batchMax
    const beat = context.pulses?.begin("settle")
    while (!stopped) {
      beat?.()
      try {
        const settled = await settleMessages(context, batchMax)
        retryMs = LIMITS.retryMinMs
        batchMax = Math.min(batchMax * 2, LIMITS.batchMax)
        if (stopped) return
        // A full batch says that there is work for one lane more.
        if (settled === LIMITS.batchMax) sleepers[lane + 1]?.wake()
        if (settled === 0) await sleeper.sleep(LIMITS.pollMs)
        else if (settled < LIMITS.batchMax)
          await rest(Math.max(LIMITS.restMsMin, restUnderLoadMs(LIMITS.restMsMax)))
        if (context.isPressed()) await rest(LIMITS.pressedRestMs)
      } catch (error) {
        context.log.warn({ err: error, retryMs }, "settling failed: trying again")
        if (!stopped) await rest(retryMs)
        retryMs = Math.min(retryMs * 2, LIMITS.retryMaxMs)
        // What is too much for one transaction may be little enough for two.
        batchMax = Math.max(1, batchMax >> 1)
      }
    }
  }

  return {
    wake: () => sleepers[0]?.wake(),
    async stop() {
      stopped = true
      for (const sleeper of sleepers) sleeper.wake()
      await Promise.all(running)
    },
  }
}

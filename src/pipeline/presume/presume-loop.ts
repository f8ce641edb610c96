import type { Log } from "../../log.ts"
import type { LoopPulses } from "../../loop-pulses.ts"
import { presumePaid, type PresumeContext } from "./presume-paid.ts"
import { createSleeper } from "../../sleep-until-woken.ts"

export interface PresumeLoop {
  /** A hint that the clock was moved. The loop also looks by itself. */
  wake(): void
  /** Lets the batch in hand finish. */
  stop(): Promise<void>
}

const BATCH_MAX = 200
/** Nobody waits for a presumption to the second. */
const POLL_MS = 2_000
const RETRY_MS_MAX = 10_000

/** Presumes payouts paid whose provider is silent, in whichever process comes first. */
export function startPresuming(
  context: PresumeContext & {
    readonly log: Log
    readonly pollMs?: number
    readonly pulses?: LoopPulses
  },
): PresumeLoop {
  const sleeper = createSleeper()
  let stopped = false
  const running = run()

  async function run(): Promise<void> {
    let failures = 0
    const beat = context.pulses?.begin("presume")
    while (!stopped) {
      beat?.()
      try {
        const looked = await presumePaid(context, BATCH_MAX)
        failures = 0
        if (looked < BATCH_MAX) await sleeper.sleep(context.pollMs ?? POLL_MS)
      } catch (error) {
        failures += 1
        if (failures === 1) {
          context.log.warn({ err: error }, "silent payouts cannot be presumed paid; trying again")
        }
        await sleeper.sleep(Math.min(100 * 2 ** failures, RETRY_MS_MAX))
      }
    }
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

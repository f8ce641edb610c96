import type { LoopPulses } from "../../loop-pulses.ts"
import { listHeldSources, type HeldSource } from "../../reconcile/list-held-sources.ts"
import { createSleeper, type Sleeper } from "../../sleep-until-woken.ts"
import { confirmHeld } from "./confirm-held.ts"
import type { ConfirmContext } from "./conclude-held.ts"
import type { ProviderAsker } from "../poll/provider-asker.ts"
import { releaseHeld } from "./release-held.ts"

export interface ConfirmLoop {
  /** A hint that news is held, a source was changed, or the clock was moved. */
  wake(): void
  /** Lets the reads in hand finish, for a moment. */
  stop(): Promise<void>
  /** A provider is being asked. */
  readonly isAsking: boolean
}

const POLL_MS = 1_000
const RETRY_MS_MAX = 10_000
/** Sources that are asked for side by side: one that hangs holds up no other. */
const LANES_MAX = 64
const SOURCES_MAX = 1_000
/** A provider may take half a minute to answer; what it says is asked for again. */
const STOP_MS_MAX = 3_000

/** Asks the providers about the final news that is held, in whichever process comes first. */
export function startConfirming(
  context: ConfirmContext & {
    readonly asker: ProviderAsker
    readonly pollMs?: number
    readonly lanesMax?: number
    readonly pulses?: LoopPulses
  },
): ConfirmLoop {
  const { log, pool, lanesMax = LANES_MAX } = context
  const sleeper = createSleeper()
  const lanes = new Map<string, { readonly running: Promise<void>; readonly sleeper: Sleeper }>()
  let stopped = false
  let failures = 0
  /** The source whose lane was opened last; those behind it come next. */
  let last = ""
  /** Others wait for a lane. */
  let isCrowded = false
  const running = run()

  async function run(): Promise<void> {
    const beat = context.pulses?.begin("confirm")
    while (!stopped) {
      beat?.()
      try {
        const sources = await listHeldSources(pool, SOURCES_MAX)
        const before = sources.findIndex(({ sourceId }) => sourceId > last)
        const inTurn =
          before < 0 ? sources : [...sources.slice(before), ...sources.slice(0, before)]
        isCrowded = false
        for (const source of inTurn) {
          if (stopped || lanes.has(source.sourceId)) continue
          isCrowded = lanes.size >= lanesMax
          if (isCrowded) break
          last = source.sourceId
          openLane(source)
        }
        failures = 0
        await sleeper.sleep(context.pollMs ?? POLL_MS)
      } catch (error) {
        noteFailure(error)
        await sleeper.sleep(Math.min(100 * 2 ** failures, RETRY_MS_MAX))
      }
    }
  }

  function openLane(source: HeldSource): void {
    const laneSleeper = createSleeper()
    const lane = work(source, laneSleeper)
      .catch(noteFailure)
      .finally(() => {
        lanes.delete(source.sourceId)
        if (isCrowded) sleeper.wake()
      })
    lanes.set(source.sourceId, { running: lane, sleeper: laneSleeper })
  }

  async function work(source: HeldSource, laneSleeper: Sleeper): Promise<void> {
    const rest = async (ms: number) => {
      if (!stopped) await laneSleeper.sleep(ms)
      return !stopped
    }
    const step = () =>
      source.isReleased ? releaseHeld(context, source) : confirmHeld({ ...context, rest }, source)
    while (!stopped && (await step()) > 0) {
      // Until nothing of it is due, or others wait for the lane.
      if (isCrowded) return
    }
  }

  function noteFailure(error: unknown): void {
    failures += 1
    if (failures === 1) log.warn({ err: error }, "held news cannot be confirmed; trying again")
  }

  return {
    wake: () => sleeper.wake(),
    async stop() {
      stopped = true
      sleeper.wake()
      for (const lane of lanes.values()) lane.sleeper.wake()
      await running
      const finished = Promise.all([...lanes.values()].map((lane) => lane.running))
      const patience = createSleeper()
      await Promise.race([finished, patience.sleep(STOP_MS_MAX)])
      patience.wake()
    },
    get isAsking() {
      return lanes.size > 0
    },
  }
}

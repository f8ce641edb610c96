import type { LoopPulses } from "../../loop-pulses.ts"
import { createSleeper } from "../../sleep-until-woken.ts"
import { advanceReconciliation } from "./advance-reconciliation.ts"
import { beginDailyReconciliations } from "./begin-daily-reconciliations.ts"
import type { ReconciliationContext } from "./reconciliation-context.ts"

export interface ReconciliationLoop {
  /** A hint that a report was begun. The loop also looks by itself. */
  wake(): void
  /** Lets the step in hand finish. */
  stop(): Promise<void>
}

/** Reports that this process works at together: one that waits for its provider holds up no other. */
const LANES = 4
const POLL_MS = 2_000
const RETRY_MS_MAX = 30_000
/** A day's report may come some minutes later. */
const DAILY_LOOK_MS = 5 * 60_000

/** Works at the reports that are due, in whichever process comes first, and begins the daily ones. */
export function startReporting(
  context: ReconciliationContext & {
    readonly pollMs?: number
    readonly pulses?: LoopPulses
  },
): ReconciliationLoop {
  const sleeper = createSleeper()
  const { pollMs = POLL_MS } = context
  let stopped = false
  let dailyDueMs = -Infinity
  let failures = 0
  const working = { ...context, isStopping: () => stopped }
  const lanes = new Set<Promise<void>>()
  const running = run()

  async function run(): Promise<void> {
    const beat = context.pulses?.begin("report")
    while (!stopped) {
      beat?.()
      await lookAtDays()
      while (!stopped && lanes.size < LANES && (await begin())) {
        // until nothing is due, or every lane is taken
      }
      await sleeper.sleep(failures === 0 ? pollMs : Math.min(100 * 2 ** failures, RETRY_MS_MAX))
    }
    await Promise.all(lanes)
  }

  async function lookAtDays(): Promise<void> {
    const nowMs = performance.now()
    if (nowMs < dailyDueMs) return
    try {
      await beginDailyReconciliations(context)
      dailyDueMs = nowMs + DAILY_LOOK_MS
    } catch (error) {
      fail(error)
    }
  }

  /** True where a report was due: then it is being worked at. */
  async function begin(): Promise<boolean> {
    const { promise: claimed, resolve: tell } = Promise.withResolvers<boolean>()
    const lane = advanceReconciliation({ ...working, onClaimed: () => tell(true) })
      .then((hadWork) => {
        failures = 0
        // There may be more; where nothing was due, looking again at once would never end.
        if (hadWork) sleeper.wake()
      })
      .catch(fail)
      .finally(() => {
        lanes.delete(lane)
        tell(false)
      })
    lanes.add(lane)
    return claimed
  }

  function fail(error: unknown): void {
    failures += 1
    if (failures === 1) context.log.warn({ err: error }, "a report does not advance; trying again")
  }

  return {
    wake() {
      dailyDueMs = -Infinity
      sleeper.wake()
    },
    async stop() {
      stopped = true
      sleeper.wake()
      await running
    },
  }
}

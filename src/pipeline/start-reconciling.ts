import type { DueWork } from "../due-work.ts"
import type { Log } from "../log.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool, Queryable } from "../postgres/pool.ts"
import { joinDueWork } from "../due-work.ts"
import { startConfirming } from "./confirm/confirm-loop.ts"
import { lookAtHeld } from "./confirm/look-at-held.ts"
import { lookAtTimers } from "./presume/look-at-timers.ts"
import { startPolling } from "./poll/poll-loop.ts"
import { startPresuming } from "./presume/presume-loop.ts"
import { startWatchingUnwatched } from "./poll/watch-unwatched.ts"
import type { ProviderAsker } from "./poll/provider-asker.ts"
import { startReporting } from "./report/reconciliation-loop.ts"

export interface ReconcileContext {
  /** The stages' own. */
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly log: Log
  readonly asker: ProviderAsker
  readonly pulses?: LoopPulses
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
}

export interface Reconciling {
  /** A hint that something may be due, or that the clock was moved. The loops also look themselves. */
  wake(): void
  /** Lets what is in hand finish. */
  stop(): Promise<void>
  /** What of it is due by the clock. */
  lookAt(queryable: Queryable): Promise<DueWork>
}

/** Part of the role `reconcile`: all of these start and stop together. */
interface Loop {
  wake(): void
  stop(): Promise<void>
}

/** What is done while webhooks are silent. A new loop is a line here, and one in `lookAt`. */
export function startReconciling(context: ReconcileContext): Reconciling {
  const confirming = startConfirming(context)
  const polling = startPolling(context)
  const loops: readonly Loop[] = [
    startPresuming(context),
    startWatchingUnwatched(context),
    confirming,
    polling,
    startReporting(context),
  ]
  return {
    wake() {
      for (const loop of loops) loop.wake()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    async lookAt(queryable) {
      return joinDueWork([
        await lookAtTimers(queryable),
        await polling.lookAt(queryable),
        // What is being asked about has been moved to its next time.
        { isBusy: confirming.isAsking, next: null },
        await lookAtHeld(queryable),
      ])
    },
  }
}

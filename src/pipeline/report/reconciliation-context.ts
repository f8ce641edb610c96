import type { Log } from "../../log.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Metrics } from "../../metrics.ts"
import type { Pool } from "../../postgres/pool.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import type { WaitingFor } from "../../reconcile/reconciliation-summary.ts"
import type { ProviderAsker } from "../poll/provider-asker.ts"

export interface ReconciliationContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly log: Log
  readonly asker: ProviderAsker
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
  readonly limits?: Partial<ReconciliationLimits>
  /** The loop is to stop: no further step is begun. */
  readonly isStopping?: () => boolean
  readonly onClaimed?: () => void
}

export interface ReconciliationLimits {
  /** Payouts, or rows of a statement, that are read from the database together. */
  readonly pageMax: number
  /** Payouts of one bulk payout that are held against one answer; of a larger one each is asked for. */
  readonly batchMax: number
  /** So long a report is worked on before others have their turn. */
  readonly turnMs: number
  /** Nobody else takes a report so long after its last step; a slower read is asked twice, and kept once. */
  readonly leaseMs: number
  /** Until the next look whether a source has credentials again: no call is made for that. */
  readonly lookMs: number
  /** Until the provider is asked again that refused, or could not be reached. */
  readonly waitMs: number
  /** Until the provider is tried again; each further time twice as long, up to `retryMsMax`. */
  readonly retryMs: number
  readonly retryMsMax: number
  /** So often it may fail at one place until the report goes on without. */
  readonly triesMax: number
}

export const reconciliationLimits: ReconciliationLimits = {
  pageMax: 100,
  batchMax: 20_000,
  turnMs: 10_000,
  leaseMs: 45_000,
  lookMs: 3_000,
  waitMs: 15_000,
  retryMs: 5_000,
  retryMsMax: 300_000,
  triesMax: 6,
}

/** What working at a report came to. */
export type Turn =
  /** It stands here now, and there is more to do. */
  | { readonly outcome: "stepped"; readonly at: Reconciliation }
  /** Nothing can be done for so long. `tries`: the provider failed at this place. */
  | {
      readonly outcome: "wait"
      /** Where it stands: perhaps some steps on. */
      readonly at: Reconciliation
      readonly dueInMs: number
      readonly tries: number
      readonly waitingFor: WaitingFor | null
    }
  /** It was cancelled, or another process has gone on with it. */
  | { readonly outcome: "lost" }

import type { Money } from "../payout/money.ts"
import type { Certainty, PayoutStatus } from "../payout/status.ts"
import type { ReconciliationFindingKind } from "./finding-kinds.ts"
import type { ReconciliationSummary } from "./reconciliation-summary.ts"

/** One day of one source, the ledger held against the provider. Ids are UUIDs. */
export interface Reconciliation {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  /** A UTC day: `2026-11-20`. */
  readonly day: string
  readonly state: ReconciliationState
  readonly phase: ReconciliationPhase
  /** How far it came in its phase: see the table. */
  readonly place: string
  /** How many steps are committed. */
  readonly step: number
  /** How often the provider failed at this place. */
  readonly tries: number
  /** Payouts of ours when it began; null: too many to count. */
  readonly total: number | null
  /** Payouts of ours that were looked at. */
  readonly checked: number
  readonly statementRows: number
  readonly summary: ReconciliationSummary
  readonly createdBy: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const RECONCILIATION_STATES = ["running", "done", "cancelled"] as const
export type ReconciliationState = (typeof RECONCILIATION_STATES)[number]

/** First our payouts are asked for, then what the provider lists is looked for. */
export const RECONCILIATION_PHASES = ["ours", "theirs", "finished"] as const
export type ReconciliationPhase = (typeof RECONCILIATION_PHASES)[number]

/** One side of a payout, as it stood before the provider's answer was taken in. */
export interface FoundSide {
  readonly status: PayoutStatus | null
  /** Of ours. */
  readonly certainty?: Certainty
  /** The provider's own word, where it is not one that Paidout knows. */
  readonly providerStatus?: string
  readonly amount: Money | null
  /** Of theirs: who said so. */
  readonly by?: "api" | "list" | "statement"
}

export interface ReconciliationFinding {
  readonly id: string
  readonly kind: ReconciliationFindingKind
  readonly payoutId: string | null
  readonly providerId: string | null
  readonly reference: string | null
  readonly ours: FoundSide | null
  readonly theirs: FoundSide | null
  /** One sentence for a person. */
  readonly detail: string | null
}

/** A finding that is to be kept: one of a kind about each. */
export interface NewReconciliationFinding extends Omit<ReconciliationFinding, "id"> {
  readonly about: string
}

/** Of a statement: what the provider's dashboard exported. */
export interface StatementRow {
  /** From 1, in the order given. */
  readonly number: number
  readonly providerId: string | null
  readonly reference: string | null
  readonly amount: Money
  /** The provider's word. */
  readonly status: string | null
}

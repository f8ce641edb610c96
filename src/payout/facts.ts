import type { Failure } from "./failure.ts"
import { REASONS, type PayoutStatus, type Reason, type Tier } from "./status.ts"

/** One thing that somebody said of a payout: the part of an event that decides its state. */
export interface Fact {
  readonly status: PayoutStatus
  readonly tier: Tier
  readonly reason: Reason | null
  readonly failure: Failure | null
  /** The provider's own order, compared as text; null where it gives none. */
  readonly order: string | null
}

/**
 * All that is known of a payout, in the smallest form that decides its state: the strongest fact
 * per status and tier. Adding a fact is a join (commutative, associative, idempotent), so any
 * order, duplication or interleaving of the same facts ends in the same table.
 */
export type FactTable = Readonly<Partial<Record<FactCell, KnownFact>>>
export type FactCell = `${PayoutStatus}:${Tier}`

/** Stored as JSON in the ledger; short names, since there is one per payout. */
export interface KnownFact {
  readonly reason?: Reason
  readonly order?: string
  readonly failure?: Failure
}

export const NO_FACTS: FactTable = {}

/** The table with one more fact. Returns the same table when the fact adds nothing. */
export function addFact(table: FactTable, fact: Fact): FactTable {
  const cell: FactCell = `${fact.status}:${fact.tier}`
  const known = table[cell]
  const told: KnownFact = {
    ...(fact.reason === null ? {} : { reason: fact.reason }),
    ...(fact.order === null ? {} : { order: fact.order }),
    ...(fact.failure === null ? {} : { failure: fact.failure }),
  }
  if (known !== undefined && compareFacts(fact.status, told, known) <= 0) return table
  return { ...table, [cell]: told }
}

/**
 * Which of two facts of one status stands: the further reason, then the one that names a failure
 * (a later telling that names none takes nothing back), then the provider's later order, then the
 * text itself, so that no two facts ever tie unless they are the same.
 */
export function compareFacts(status: PayoutStatus, a: KnownFact, b: KnownFact): number {
  return (
    stepOf(status, a.reason) - stepOf(status, b.reason) ||
    compareText(a.reason ?? "", b.reason ?? "") ||
    Number(a.failure !== undefined) - Number(b.failure !== undefined) ||
    compareText(a.order ?? "", b.order ?? "") ||
    compareText(failureText(a.failure), failureText(b.failure))
  )
}

/** 0 without a reason, then 1, 2, … in the order of the list. */
export function stepOf(status: PayoutStatus, reason: Reason | null | undefined): number {
  const steps: readonly string[] = REASONS[status]
  return reason === undefined || reason === null ? 0 : steps.indexOf(reason) + 1
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function failureText(failure: Failure | undefined): string {
  if (failure === undefined) return ""
  return JSON.stringify([failure.code, told(failure.providerCode), told(failure.providerReason)])
}

/** Empty text is not the same as none: two facts that differ must never tie. */
function told(text: string | null): string {
  return text === null ? "" : `=${text}`
}

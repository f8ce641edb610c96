import { addFact, stepOf, type Fact, type FactTable } from "./facts.ts"
import { sameStanding, standingOf, type Standing } from "./standing.ts"
import type { PayoutStatus } from "./status.ts"

/** What a fact does to a payout. */
export type Transition =
  | {
      readonly outcome: "applied"
      readonly facts: FactTable
      readonly before: Standing | undefined
      readonly after: Standing
    }
  | {
      readonly outcome: "refused"
      readonly because: "duplicate" | "late" | "outranked"
      /** Also a refused fact is remembered: it may open a conflict, or stand once others fall. */
      readonly facts: FactTable
      readonly before: Standing
      readonly after: Standing
    }

/** Applies one fact to the facts known of a payout. Pure; the ledger keeps the result. */
export function transition(facts: FactTable, fact: Fact): Transition {
  const next = addFact(facts, fact)
  const before = standingOf(facts)
  const after = standingOf(next)
  if (after === undefined) throw new Error("A fact was added and nothing stands.")
  if (before === undefined || !sameStanding(before, after)) {
    return { outcome: "applied", facts: next, before, after }
  }
  const because = isToldAgain(facts, fact) ? "duplicate" : refusal(before, fact)
  return { outcome: "refused", because, facts: next, before, after }
}

/**
 * The whole table: a payout that stands at the row hears the column from a teller of the same
 * rank. `applies` moves it; `further` moves it only to a later step of the same status; `late`
 * and `outranked` change nothing; `conflict` says that both are final and cannot both be true.
 * Between tellers of different rank the higher one decides and no conflict opens.
 */
export const TRANSITIONS = {
  pending: {
    pending: "further",
    processing: "applies",
    paid: "applies",
    failed: "applies",
    cancelled: "applies",
    reversed: "applies",
  },
  processing: {
    pending: "late",
    processing: "further",
    paid: "applies",
    failed: "applies",
    cancelled: "applies",
    reversed: "applies",
  },
  paid: {
    pending: "late",
    processing: "late",
    paid: "further",
    failed: "outranked, conflict",
    cancelled: "outranked, conflict",
    reversed: "applies",
  },
  failed: {
    pending: "late",
    processing: "late",
    paid: "applies, conflict",
    failed: "further",
    cancelled: "outranked, conflict",
    reversed: "applies, conflict",
  },
  cancelled: {
    pending: "late",
    processing: "late",
    paid: "applies, conflict",
    failed: "applies, conflict",
    cancelled: "further",
    reversed: "applies, conflict",
  },
  reversed: {
    pending: "late",
    processing: "late",
    paid: "late",
    failed: "outranked, conflict",
    cancelled: "outranked, conflict",
    reversed: "further",
  },
} as const satisfies Record<PayoutStatus, Record<PayoutStatus, CellEffect>>

export type CellEffect =
  | "applies"
  | "applies, conflict"
  | "further"
  | "late"
  | "outranked, conflict"

/** The same teller said the same before, and nothing further since. */
function isToldAgain(facts: FactTable, fact: Fact): boolean {
  const known = facts[`${fact.status}:${fact.tier}`]
  return known !== undefined && (known.reason ?? null) === fact.reason
}

/** Why a fact that changed nothing changed nothing. */
function refusal(before: Standing, fact: Fact): "duplicate" | "late" | "outranked" {
  switch (TRANSITIONS[before.status][fact.status]) {
    case "further": {
      const gain = stepOf(fact.status, fact.reason) - stepOf(before.status, before.reason)
      return gain === 0 ? "duplicate" : gain < 0 ? "late" : "outranked"
    }
    case "late":
      return "late"
    case "applies":
    case "applies, conflict":
    case "outranked, conflict":
      return "outranked"
  }
}

import type { Failure } from "./failure.ts"
import { compareFacts, stepOf, type FactTable, type KnownFact } from "./facts.ts"
import { TIERS, type Certainty, type PayoutStatus, type Reason, type Tier } from "./status.ts"

/** Where a payout stands: a pure function of the facts known of it. */
export interface Standing {
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly failure: Failure | null
  readonly certainty: Certainty
  /** The tier that decides says two final things at once: the provider must be asked. */
  readonly conflict: boolean
  /** An operator wrote it off as failed, and the provider says paid: it may be paid twice. */
  readonly doublePayment: boolean
}

/** Finals without `reversed`, the one that stands within a tier first. */
const FINALS = ["paid", "failed", "cancelled"] as const

/** Undefined when nothing is known. */
export function standingOf(facts: FactTable): Standing | undefined {
  return finalStanding(facts) ?? openStanding(facts)
}

/** The highest tier that says anything final decides; `reversed` implies `paid`. */
function finalStanding(facts: FactTable): Standing | undefined {
  for (const tier of TIERS) {
    const said = FINALS.filter((status) => says(facts, status, tier))
    const stands = said[0]
    if (stands === undefined) continue
    const reversing = reversingTiers(tier).filter((each) => facts[`reversed:${each}`] !== undefined)
    const reversed = stands === "paid" && reversing.length > 0
    const status = reversed ? "reversed" : stands
    const fact = strongest(facts, status, reversed ? reversing : [tier])
    return {
      status,
      reason: fact.reason ?? null,
      failure: fact.failure ?? failureOfProvider(facts, status, tier),
      certainty: isProviders(tier) ? "confirmed" : "presumed",
      conflict: said.length > 1,
      doublePayment:
        stands === "paid" &&
        !reversed &&
        isProviders(tier) &&
        facts["failed:operator"] !== undefined,
    }
  }
  return undefined
}

/**
 * A read often names no failure where the webhook did. Where one channel of the provider decides
 * and names none, the one that its other channel named for the same status holds.
 */
function failureOfProvider(
  facts: FactTable,
  status: PayoutStatus,
  decidingTier: Tier,
): Failure | null {
  if (!isProviders(decidingTier)) return null
  return facts[`${status}:read`]?.failure ?? facts[`${status}:webhook`]?.failure ?? null
}

function openStanding(facts: FactTable): Standing | undefined {
  for (const status of ["processing", "pending"] as const) {
    const tiers = TIERS.filter((tier) => facts[`${status}:${tier}`] !== undefined)
    if (tiers.length === 0) continue
    return {
      status,
      reason: strongest(facts, status, tiers).reason ?? null,
      failure: null,
      certainty: tiers.some(isProviders) ? "confirmed" : "presumed",
      conflict: false,
      doublePayment: false,
    }
  }
  return undefined
}

function says(facts: FactTable, status: (typeof FINALS)[number], tier: Tier): boolean {
  if (facts[`${status}:${tier}`] !== undefined) return true
  return status === "paid" && facts[`reversed:${tier}`] !== undefined
}

/** An operator's or presumed reversal counts only while the provider has said nothing final. */
function reversingTiers(decidingTier: Tier): readonly Tier[] {
  return isProviders(decidingTier) ? TIERS.filter(isProviders) : TIERS
}

function isProviders(tier: Tier): boolean {
  return tier === "read" || tier === "webhook"
}

/** Within a status, over tiers: the further step, then the higher tier, then the later fact. */
function strongest(facts: FactTable, status: PayoutStatus, tiers: readonly Tier[]): KnownFact {
  let best: KnownFact | undefined
  for (const tier of tiers) {
    const fact = facts[`${status}:${tier}`]
    if (fact === undefined) continue
    if (best === undefined || stepOf(status, fact.reason) > stepOf(status, best.reason)) best = fact
  }
  return best ?? {}
}

/** What a fact did to the question whether two final things are said at once. */
export type ConflictChange = "begins" | "ends" | null

export function conflictChange(before: Standing | undefined, after: Standing): ConflictChange {
  const was = before?.conflict === true
  return was === after.conflict ? null : was ? "ends" : "begins"
}

export function sameStanding(a: Standing | undefined, b: Standing): boolean {
  return (
    a !== undefined &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.certainty === b.certainty &&
    compareFacts("failed", failureOnly(a), failureOnly(b)) === 0
  )
}

function failureOnly(standing: Standing): KnownFact {
  return standing.failure === null ? {} : { failure: standing.failure }
}

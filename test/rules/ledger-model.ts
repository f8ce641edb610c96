/**
 * The rules of the ledger once more, written from the words of the design and not from
 * `src/payout`: it keeps every fact ever told and answers each question by looking through them.
 */
import type { Fact } from "../../src/payout/facts.ts"
import type { Failure } from "../../src/payout/failure.ts"
import type { Standing } from "../../src/payout/standing.ts"
import type { Certainty, PayoutStatus, Reason, Tier } from "../../src/payout/status.ts"

/** Every place before a final, in the order a payout walks through them. */
const OPEN_PATH = [
  "pending",
  "pending awaiting_review",
  "pending insufficient_balance",
  "pending compliance_review",
  "processing",
  "processing ready_for_pickup",
  "processing delayed",
  "processing booked",
]
const CANCELLED_STEPS = ["", "declined", "expired"]
/** Within one tier the later one of these stands. */
const VERDICTS: readonly PayoutStatus[] = ["cancelled", "failed", "paid", "reversed"]
const AUTHORITY: Readonly<Record<Tier, number>> = { presumed: 1, operator: 2, webhook: 3, read: 4 }

export interface ModelStanding {
  readonly status: PayoutStatus
  readonly reason: Reason | null
  /** Any of these may be shown: the design does not choose between two tellings of one moment. */
  readonly failures: readonly (Failure | null)[]
  readonly certainty: Certainty
  readonly conflict: boolean
  readonly doublePayment: boolean
  /** Whose word decides; of no meaning before a final. */
  readonly decidedBy: Tier
}

export function isFinal(status: PayoutStatus): boolean {
  return VERDICTS.includes(status)
}

export function isOfProvider(tier: Tier): boolean {
  return AUTHORITY[tier] >= AUTHORITY.webhook
}

/** Where a payout stands of which exactly these facts were told, at least one. */
export function modelStanding(told: readonly Fact[]): ModelStanding {
  const finals = told.filter((fact) => isFinal(fact.status))
  return finals.length === 0 ? furthestOpen(told) : verdict(told, finals)
}

function furthestOpen(told: readonly Fact[]): ModelStanding {
  const furthest = told.reduce((best, fact) => (openPlace(fact) > openPlace(best) ? fact : best))
  return {
    status: furthest.status,
    reason: furthest.reason,
    failures: [null],
    certainty: certaintyOf(furthest.status, told),
    conflict: false,
    doublePayment: false,
    decidedBy: furthest.tier,
  }
}

function verdict(told: readonly Fact[], finals: readonly Fact[]): ModelStanding {
  // Without a `paid`, `reversed` implies one by the same teller.
  const opinions = finals.map((fact) => ({
    tier: fact.tier,
    status: fact.status === "reversed" ? ("paid" as const) : fact.status,
  }))
  const decidedBy = opinions.map((each) => each.tier).reduce(higher)
  const decisive = opinions.filter((each) => each.tier === decidedBy).map((each) => each.status)
  const winner = decisive.reduce((a, b) => (VERDICTS.indexOf(a) > VERDICTS.indexOf(b) ? a : b))
  const reversals = finals.filter(
    (fact) => fact.status === "reversed" && (isOfProvider(fact.tier) || !isOfProvider(decidedBy)),
  )
  const status = winner === "paid" && reversals.length > 0 ? "reversed" : winner
  const spokesman =
    status === "reversed" ? reversals.map((each) => each.tier).reduce(higher) : decidedBy
  const tellings = (tier: Tier) =>
    latest(finals.filter((fact) => fact.status === status && fact.tier === tier))
  const telling = tellings(spokesman)
  return {
    status,
    reason: telling[0]?.reason ?? null,
    failures: namedFailures(spokesman, tellings),
    certainty: certaintyOf(status, told),
    conflict: new Set(decisive).size > 1,
    doublePayment:
      status === "paid" &&
      isOfProvider(decidedBy) &&
      told.some((fact) => fact.status === "failed" && fact.tier === "operator"),
    decidedBy,
  }
}

/** Confirmed: the provider said so. */
function certaintyOf(status: PayoutStatus, told: readonly Fact[]): Certainty {
  return told.some((fact) => fact.status === status && isOfProvider(fact.tier))
    ? "confirmed"
    : "presumed"
}

/**
 * Of one status and tier: the furthest step, of that those that name a failure if any does, and of
 * those the latest by the provider's order.
 */
function latest(facts: readonly Fact[]): readonly Fact[] {
  const furthest = Math.max(...facts.map(finalStep))
  const reached = facts.filter((fact) => finalStep(fact) === furthest)
  const named = reached.filter((fact) => fact.failure !== null)
  const there = named.length > 0 ? named : reached
  const last = there
    .map((fact) => fact.order ?? "")
    .toSorted()
    .at(-1)
  return there.filter((fact) => (fact.order ?? "") === last)
}

/** Where the provider's one channel names no failure, the one that its other channel named holds. */
function namedFailures(
  spokesman: Tier,
  tellings: (tier: Tier) => readonly Fact[],
): readonly (Failure | null)[] {
  const channels = isOfProvider(spokesman) ? (["read", "webhook"] as const) : []
  const failuresOf = (tier: Tier) => nameable(tellings(tier).map((fact) => fact.failure))
  return (
    [spokesman, ...channels].map(failuresOf).find((failures) => !failures.includes(null)) ?? [null]
  )
}

/** A named failure is shown before none. */
function nameable(failures: readonly (Failure | null)[]): readonly (Failure | null)[] {
  const named = failures.filter((failure) => failure !== null)
  return named.length > 0 ? named : [null]
}

function higher(a: Tier, b: Tier): Tier {
  return AUTHORITY[a] >= AUTHORITY[b] ? a : b
}

function openPlace(fact: {
  readonly status: PayoutStatus
  readonly reason: Reason | null
}): number {
  return OPEN_PATH.indexOf(fact.reason === null ? fact.status : `${fact.status} ${fact.reason}`)
}

function finalStep(fact: { readonly reason: Reason | null }): number {
  return CANCELLED_STEPS.indexOf(fact.reason ?? "")
}

/** May a payout go from one standing to another, moved by this fact? */
export function isLegalStep(from: ModelStanding | undefined, to: Standing, by: Fact): boolean {
  if (from === undefined) return to.status === by.status && to.reason === by.reason
  if (!isFinal(to.status)) {
    const gain = openPlace(to) - openPlace(from)
    return !isFinal(from.status) && (gain > 0 || (gain === 0 && confirms(from, to)))
  }
  if (!isFinal(from.status)) return true
  if (from.certainty === "confirmed" && to.certainty === "presumed") return false
  if (from.certainty === "confirmed" && from.status === "reversed" && to.status === "paid")
    return false
  const authority = AUTHORITY[by.tier] - AUTHORITY[from.decidedBy]
  if (from.status === to.status) {
    // Either channel of the provider may name the failure, and name it anew.
    const names = by.status === to.status && to.failure !== null && isOfProvider(by.tier)
    return confirms(from, to) || to.status === "reversed" || authority >= 0 || names
  }
  if (from.status === "paid" && to.status === "reversed") return true
  const rises = VERDICTS.indexOf(to.status) > VERDICTS.indexOf(from.status)
  return authority > 0 || (authority === 0 && rises)
}

function confirms(from: ModelStanding, to: Standing): boolean {
  return from.certainty === "presumed" && to.certainty === "confirmed"
}

/** How a fact that changed nothing may be called. `told` are the facts before it. */
export function refusalsOf(told: readonly Fact[], fact: Fact): readonly string[] {
  const standing = modelStanding(told)
  const again = told.some(
    (each) => each.status === fact.status && each.tier === fact.tier && each.reason === fact.reason,
  )
  if (standing.status === fact.status && standing.reason === fact.reason) return ["duplicate"]
  const plain = overruled(standing, fact) ? "outranked" : "late"
  return again ? ["duplicate", plain] : [plain]
}

/** A final that says something else than the final which stands, and cannot be before it. */
function overruled(standing: ModelStanding, fact: Fact): boolean {
  if (!isFinal(fact.status) || !isFinal(standing.status)) return false
  if (standing.status === fact.status) return finalStep(fact) > finalStep(standing)
  return !(standing.status === "reversed" && fact.status === "paid")
}

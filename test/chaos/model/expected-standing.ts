import { modelStanding, type ModelStanding } from "../../rules/ledger-model.ts"
import type { Fact } from "../../../src/payout/facts.ts"
import type { Counters, Telling } from "./story.ts"

/** What of each fact counts: tellings of one key are one fact. */
export function distinctFacts(tellings: readonly Telling[]): readonly Telling[] {
  return [...new Map(tellings.map((telling) => [telling.key, telling])).values()]
}

/** What silence made of a payout: nobody said it, and any word of the provider stands over it. */
export const PRESUMED_PAID: Fact = {
  status: "paid",
  tier: "presumed",
  reason: null,
  failure: null,
  order: null,
}

/** Where it stands of which exactly these were told; undefined: nothing was. */
export function expectedStanding(
  tellings: readonly Telling[],
  presumed: readonly Fact[] = [],
): ModelStanding | undefined {
  const facts = [...distinctFacts(tellings).map(({ fact }) => fact), ...presumed]
  return facts.length === 0 ? undefined : modelStanding(facts)
}

/** Of a batch's counters those stand that have come furthest. A story draws no two as far. */
export function expectedCounters(tellings: readonly Telling[]): Counters | null {
  const settled = ([, success, failed, cancelled]: Counters) =>
    (success?.[0] ?? 0) + (failed?.[0] ?? 0) + (cancelled?.[0] ?? 0)
  let furthest: Counters | null = null
  for (const { counters } of tellings) {
    if (counters === null) continue
    if (furthest === null || settled(counters) > settled(furthest)) furthest = counters
  }
  return furthest
}

/** A provider that never says "paid" means it by its silence after these words. */
export function silenceMeansPaid(standing: ModelStanding, lastApplied: string): boolean {
  if (standing.status !== "processing") return false
  return lastApplied.startsWith("balancePlatform.")
    ? standing.reason === "booked"
    : lastApplied === "PAYOUT_THIRDPARTY" || lastApplied === "REFUND_WITH_DATA"
}

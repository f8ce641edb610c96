import type { PayoutStatus } from "./status.ts"

export interface ReplacedPayout {
  readonly id: string
  readonly replaces: string | null
  readonly status: PayoutStatus
}

/**
 * Of payouts that replace one another: those that were paid for more than once, with what was paid:
 * a payout itself and one in its place, or two in its place. Each is told where the ways part: of a
 * payout, its replacement and that one's, the last two paid are told of the second alone. Pure.
 */
export function paidTwice(
  payouts: readonly ReplacedPayout[],
): ReadonlyMap<string, readonly string[]> {
  const replacements = Map.groupBy(payouts, ({ replaces }) => replaces)
  const twice = new Map<string, readonly string[]>()
  const walk = (payout: ReplacedPayout): readonly string[] => {
    const own = payout.status === "paid" ? [payout.id] : []
    const inPlace = (replacements.get(payout.id) ?? []).map(walk)
    const paid = [...own, ...inPlace.flat()]
    if (paid.length > 1 && inPlace.every((each) => each.length < paid.length)) {
      twice.set(payout.id, paid)
    }
    return paid
  }
  const known = new Set(payouts.map(({ id }) => id))
  for (const payout of payouts) {
    if (payout.replaces === null || !known.has(payout.replaces)) walk(payout)
  }
  return twice
}

import type { Thing } from "../simulator.ts"
import { payoutState } from "./payout-things.ts"

/** When the next of a request's payouts moves on; null: none does by itself. */
export function nextMoment(payouts: readonly Thing[]): Date | null {
  let next: string | null = null
  for (const payout of payouts) {
    const { answersAt, contradictedAt } = payoutState(payout)
    for (const moment of [answersAt, contradictedAt]) {
      // Times of one form compare as text.
      if (moment !== null && (next === null || moment < next)) next = moment
    }
  }
  return next === null ? null : new Date(next)
}

import type { BatchCounters } from "../../payout/event.ts"
import type { Thing } from "../simulator.ts"
import { CURRENCY, payoutState, unitsOf, type PayoutWord } from "./payout-things.ts"

/** What is neither final nor cancelled counts as pending, as the vendor's sample of …07 has it. */
const COUNTED_AS = {
  APPROVED: "pending",
  PENDING: "pending",
  DELAYED: "pending",
  SUCCESS: "success",
  FAILED: "failed",
  CANCELLED: "cancelled",
} as const satisfies Record<PayoutWord, Exclude<keyof BatchCounters, "currency">>

/** The eight totals of a request: always those of its payouts. */
export function totalsOf(
  payouts: readonly Thing[],
  wordOf: (payout: Thing) => string = (payout) => payout.status,
): BatchCounters {
  const none = () => ({ count: 0, amount: 0n })
  const totals = { pending: none(), success: none(), failed: none(), cancelled: none() }
  for (const payout of payouts) {
    const counter = totals[COUNTED_AS[wordOf(payout) as PayoutWord]]
    counter.count += 1
    counter.amount += unitsOf(payoutState(payout).amount)
  }
  return { currency: CURRENCY, ...totals }
}

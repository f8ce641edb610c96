import type { BatchCounter, BatchCounters } from "./event.ts"
import type { Money } from "./money.ts"
import type { PayoutStatus } from "./status.ts"

/** What is known of a payout of a batch. */
export interface BatchItem {
  readonly status: PayoutStatus
  readonly amount: Money | null
}

export type BatchSums =
  | { readonly outcome: "agree" | "not_comparable" }
  | {
      readonly outcome: "disagree"
      /** What the payouts come to. */
      readonly items: BatchCounters
      readonly counters: BatchCounters
    }

type Counted = Exclude<keyof BatchCounters, "currency">
const COUNTED = ["pending", "success", "failed", "cancelled"] as const satisfies readonly Counted[]

/** As which of a batch's counters a payout counts: one that came back has failed. */
const COUNTED_AS = {
  pending: "pending",
  processing: "pending",
  paid: "success",
  failed: "failed",
  reversed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<PayoutStatus, Counted>

/**
 * Do the counters of a batch and all of its payouts say the same? While payouts are pending they move
 * from one counter to the next between two looks, so only all of them together are compared, unless
 * the counters say that nothing is pending any more.
 */
export function checkBatchSums(counters: BatchCounters, payouts: readonly BatchItem[]): BatchSums {
  if (payouts.some(({ amount }) => amount === null)) return { outcome: "not_comparable" }
  if (payouts.some(({ amount }) => amount?.currency !== counters.currency)) {
    return { outcome: "not_comparable" }
  }
  const items = sumsOf(counters.currency, payouts)
  const isSettled = counters.pending.count === 0
  const agree = isSettled
    ? COUNTED.every((each) => isSame(items[each], counters[each]))
    : isSame(totalOf(items), totalOf(counters))
  return agree ? { outcome: "agree" } : { outcome: "disagree", items, counters }
}

function sumsOf(currency: string, payouts: readonly BatchItem[]): BatchCounters {
  const sums = {
    pending: { count: 0, amount: 0n },
    success: { count: 0, amount: 0n },
    failed: { count: 0, amount: 0n },
    cancelled: { count: 0, amount: 0n },
  }
  for (const { status, amount } of payouts) {
    const sum = sums[COUNTED_AS[status]]
    sum.count += 1
    sum.amount += amount?.amount ?? 0n
  }
  return { currency, ...sums }
}

function totalOf(counters: BatchCounters): BatchCounter {
  return {
    count: COUNTED.reduce((sum, each) => sum + counters[each].count, 0),
    amount: COUNTED.reduce((sum, each) => sum + counters[each].amount, 0n),
  }
}

function isSame(a: BatchCounter, b: BatchCounter): boolean {
  return a.count === b.count && a.amount === b.amount
}

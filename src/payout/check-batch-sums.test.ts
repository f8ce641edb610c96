import { expect, test } from "vitest"

import { checkBatchSums, type BatchItem } from "./check-batch-sums.ts"
import type { BatchCounters } from "./event.ts"
import type { PayoutStatus } from "./status.ts"

function item(status: PayoutStatus, amount = 10_000n, currency = "IDR"): BatchItem {
  return { status, amount: { amount, currency } }
}

function counters(counts: Partial<Record<keyof BatchCounters, number>>): BatchCounters {
  const of = (count = 0) => ({ count, amount: BigInt(count) * 10_000n })
  return {
    currency: "IDR",
    pending: of(counts.pending),
    success: of(counts.success),
    failed: of(counts.failed),
    cancelled: of(counts.cancelled),
  }
}

test("counters of a settled batch agree with its payouts, status by status", () => {
  const told = counters({ success: 2, failed: 1 })
  const payouts = [item("paid"), item("paid"), item("failed")]
  expect(checkBatchSums(told, payouts)).toEqual({ outcome: "agree" })
  expect(checkBatchSums(told, payouts.slice(1))).toMatchObject({
    outcome: "disagree",
    items: { success: { count: 1, amount: 10_000n }, failed: { count: 1 } },
    counters: told,
  })
  const moved = [item("paid"), item("processing"), item("failed")]
  expect(checkBatchSums(told, moved)).toMatchObject({ items: { pending: { count: 1 } } })
})

test("one rupiah too many is a disagreement", () => {
  const payouts = [item("paid"), item("paid", 10_001n)]
  expect(checkBatchSums(counters({ success: 2 }), payouts).outcome).toBe("disagree")
})

test("while payouts are pending they may move between two looks: all of them together count", () => {
  const told = counters({ pending: 2, success: 1 })
  const moved = [item("paid"), item("paid"), item("failed")]
  expect(checkBatchSums(told, moved)).toEqual({ outcome: "agree" })
  expect(checkBatchSums(told, moved.slice(1)).outcome).toBe("disagree")
})

test("a payout that came back counts as failed", () => {
  expect(checkBatchSums(counters({ failed: 1 }), [item("reversed")]).outcome).toBe("agree")
})

test("what has no amount, or another currency, cannot be added up", () => {
  const told = counters({ success: 1 })
  const unknown: BatchItem = { status: "paid", amount: null }
  expect(checkBatchSums(told, [unknown])).toEqual({ outcome: "not_comparable" })
  expect(checkBatchSums(told, [item("paid", 10_000n, "USD")]).outcome).toBe("not_comparable")
})

test("no payout at all is not what a batch of some comes to", () => {
  expect(checkBatchSums(counters({ success: 1 }), []).outcome).toBe("disagree")
  expect(checkBatchSums(counters({}), []).outcome).toBe("agree")
})

import { expect, test } from "vitest"

import type { DayPayout } from "../../ledger/day-payout.ts"
import { addToSums } from "../../reconcile/reconciliation-summary.ts"
import { compareLate } from "./compare-late.ts"
import { ReconciliationNews, type Told } from "./reconciliation-news.ts"

const amount = { amount: 1_000_000n, currency: "IDR" }
const before: DayPayout = {
  ...{ id: "01900000-0000-7000-8000-000000000001", day: "2026-11-20", reference: "order" },
  ...{ batchId: null, batchProviderId: null, providerId: "p-1", wireEvent: null },
  ...{ status: "pending", certainty: "confirmed", amount },
}
const told: Told = {
  ...{ status: "paid", amount, providerId: "p-1", reference: "order", by: "statement" },
}
const at = { id: "01900000-0000-7000-8000-000000000002", day: "2026-11-20" }

test("what moved on between the two phases is counted once, as it stands when it is compared", () => {
  const [first, second] = [new ReconciliationNews(), new ReconciliationNews()]
  first.notChecked(before, "")
  const [kept] = first.findings
  const found = first.findings.flatMap(({ counted }) => counted)
  const sums = addToSums([], [...first.counted, ...found])
  const now: DayPayout = { ...before, status: "paid" }
  compareLate(second, at, { ours: now, told, unchecked: kept?.finding.ours })
  expect(second.equal).toBe(1)
  const one = { count: 1, amount: "1000000" }
  expect(addToSums(sums, second.counted)).toEqual([
    {
      currency: "IDR",
      status: "paid",
      ours: one,
      notChecked: { count: 0, amount: "0" },
      theirs: one,
    },
  ])
})

import { Type, type Static } from "typebox"

import { summedPayoutsMax, sumPayoutsOfBatch } from "../ledger/sum-payouts-of-batch.ts"
import type { Batch } from "../payout/batch.ts"
import { moneyToWire } from "../payout/money.ts"
import { PAYOUT_STATUSES } from "../payout/status.ts"
import type { Hub } from "./hub.ts"
import { Money, nullable } from "./schemas/parts.ts"

/** What is known of a batch's payouts, to be held against its counters. */
export const BatchSumsFields = Type.Object({
  payouts: Type.Object(
    {
      known: Type.Integer({ minimum: 0 }),
      by_status: Type.Array(
        Type.Object({
          status: Type.Enum([...PAYOUT_STATUSES]),
          count: Type.Integer({ minimum: 1 }),
          amount: nullable(Money),
        }),
      ),
      truncated: Type.Boolean({
        description: `True where only the newest ${summedPayoutsMax} were looked at.`,
      }),
    },
    { description: "The payouts of it that the ledger knows, by status and currency." },
  ),
})
export type BatchSumsOf = Static<typeof BatchSumsFields>

export async function batchSumsOf(
  hub: Hub,
  batch: Pick<Batch, "merchantId" | "id">,
): Promise<BatchSumsOf> {
  const { sums, truncated } = await sumPayoutsOfBatch(hub.pool, batch)
  return {
    payouts: {
      known: sums.reduce((total, { count }) => total + count, 0),
      by_status: sums.map(({ status, count, amount }) => ({
        status,
        count,
        amount: amount === null ? null : moneyToWire(amount),
      })),
      truncated,
    },
  }
}

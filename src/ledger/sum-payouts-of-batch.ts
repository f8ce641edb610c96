import { amountFromDecimal, type Money } from "../payout/money.ts"
import type { PayoutStatus } from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"

/** So many payouts of a batch are looked at. */
export const summedPayoutsMax = 20_000

export interface SumOfStatus {
  readonly status: PayoutStatus
  readonly count: number
  /** Null: of none the amount is known. */
  readonly amount: Money | null
}

/** How many payouts of a batch are known, and what they come to, by status and currency. */
export async function sumPayoutsOfBatch(
  queryable: Queryable,
  batch: { readonly merchantId: string; readonly id: string },
): Promise<{ readonly sums: readonly SumOfStatus[]; readonly truncated: boolean }> {
  const { rows } = await queryable.query<{
    status: PayoutStatus
    currency: string | null
    count: number
    amount: string | null
  }>({
    name: "sum_payouts_of_batch",
    text: `
      select status, currency, count(*)::integer as count, sum(amount)::text as amount
      from (
        select status, currency, amount from payouts
        where batch_id = $2 and merchant_id is not distinct from $1
        order by id desc limit $3
      ) as known
      group by status, currency
      order by status, currency`,
    values: [batch.merchantId, batch.id, summedPayoutsMax + 1],
  })
  const counted = rows.reduce((sum, { count }) => sum + count, 0)
  return {
    truncated: counted > summedPayoutsMax,
    sums: rows.map(({ status, currency, count, amount }) => ({
      status,
      count,
      amount: moneyOf(amount, currency),
    })),
  }
}

function moneyOf(amount: string | null, currency: string | null): Money | null {
  if (amount === null || currency === null) return null
  const exact = amountFromDecimal(amount, 4)
  return exact === undefined ? null : { amount: exact, currency }
}

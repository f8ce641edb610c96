import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"

/**
 * Closes the items that name payouts which were paid for one another (`detail.paid`). One that says
 * that an operator had written a payout off stays.
 */
export async function closeDoublePayments(
  client: PoolClient,
  payouts: readonly SubjectId[],
  because: string,
): Promise<void> {
  await client.query({
    name: "close-double-payments",
    text: `
      update attention_items a set closed_at = paidout_now(), closed_because = $3
      from unnest($1::uuid[], $2::uuid[]) as w(m, i)
      where a.merchant_id = w.m and a.kind = 'double_payment' and a.subject_id = w.i
        and a.closed_at is null and a.detail ? 'paid'`,
    values: [
      plainArray(payouts.map((each) => each.merchantId)),
      plainArray(payouts.map((each) => each.id)),
      because,
    ],
  })
}

import type { PaymentState } from "../payout/apply-payment.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"
import { PAYMENT_COLUMNS, paymentFromRow, type PaymentRow } from "./payment-row.ts"

/**
 * The payments that exist of these, locked in one order for all workers. They are read by a second
 * statement: the first one would see the charges as they were before it waited for its locks.
 */
export async function lockPayments(
  client: PoolClient,
  ids: readonly SubjectId[],
): Promise<readonly PaymentState[]> {
  const values = [
    plainArray(ids.map((each) => each.merchantId)),
    plainArray(ids.map((each) => each.id)),
  ]
  await client.query({
    name: "lock-payments",
    text: `
      select 1
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join payments p using (merchant_id, id)
      order by p.merchant_id, p.id
      for update of p`,
    values,
  })
  const { rows } = await client.query<PaymentRow>({
    name: "read-locked-payments",
    text: `
      select ${PAYMENT_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join payments p using (merchant_id, id)`,
    values,
  })
  return rows.map(paymentFromRow)
}

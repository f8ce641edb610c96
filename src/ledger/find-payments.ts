import type { PaymentState } from "../payout/apply-payment.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"
import { PAYMENT_COLUMNS, paymentFromRow, type PaymentRow } from "./payment-row.ts"

/** The payments that exist of these, as they stand. */
export async function findPayments(
  queryable: Queryable,
  ids: readonly SubjectId[],
): Promise<readonly PaymentState[]> {
  const { rows } = await queryable.query<PaymentRow>({
    name: "find-payments",
    text: `
      select ${PAYMENT_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join payments p using (merchant_id, id)`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return rows.map(paymentFromRow)
}

import type { Payment } from "../payout/payment.ts"
import type { Queryable } from "../postgres/pool.ts"
import { PAYMENT_COLUMNS, paymentFromRow, type PaymentRow } from "./payment-row.ts"

/** A payment with its charges. */
export async function findPayment(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Payment | undefined> {
  const { rows } = await queryable.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && paymentFromRow(rows[0])
}

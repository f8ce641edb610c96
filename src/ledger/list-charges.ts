import type { PaymentCharge } from "../payout/event.ts"
import type { Queryable } from "../postgres/pool.ts"
import { moneyFromRow } from "./money-from-row.ts"

/** How many charges of one payment are shown. */
export const chargesPerPaymentMax = 100

/** The charges of these payments, by payment id; of each at most `chargesPerPaymentMax`. */
export async function listCharges(
  queryable: Queryable,
  merchantId: string,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PaymentCharge[]>> {
  const { rows } = await queryable.query<{
    payment_id: string
    provider_id: string
    status: string
    amount: string | null
    currency: string | null
    paid_at: Date | null
  }>(
    `select charge.* from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select payment_id, provider_id, status, amount, currency, paid_at from payment_charges
       where merchant_id = $1 and payment_id = wanted.id
       order by paid_at nulls last, provider_id
       limit $3
     ) as charge`,
    [merchantId, paymentIds, chargesPerPaymentMax],
  )
  const charges = new Map<string, PaymentCharge[]>()
  for (const row of rows) {
    const ofPayment = charges.get(row.payment_id) ?? []
    charges.set(row.payment_id, ofPayment)
    ofPayment.push({
      providerId: row.provider_id,
      status: row.status,
      amount: moneyFromRow(row.amount, row.currency),
      paidAt: row.paid_at?.toISOString() ?? null,
    })
  }
  return charges
}

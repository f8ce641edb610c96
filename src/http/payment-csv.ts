import type { PaymentView } from "../payout/payment.ts"
import { csvNumber, csvText } from "./csv.ts"

export const PAYMENT_COLUMNS = [
  ...["id", "status", "amount", "currency", "reference", "provider", "provider_id", "source_id"],
  ...["payment_type", "charges", "charges_paid", "cancellation_reason", "live", "expires_at"],
  ...["created_at", "updated_at"],
]

export function paymentCells(payment: PaymentView): readonly string[] {
  const { amount, charges } = payment
  return [
    csvText(payment.id),
    csvText(payment.status),
    csvNumber(amount?.value ?? null),
    csvText(amount?.currency),
    csvText(payment.reference),
    csvText(payment.provider),
    csvText(payment.provider_id),
    csvText(payment.source_id),
    csvText(payment.payment_type),
    csvNumber(charges.length),
    csvNumber(charges.filter((charge) => charge.paid_at !== null).length),
    csvText(payment.cancellation_reason),
    csvText(String(payment.live)),
    csvText(payment.expires_at),
    csvText(payment.created_at),
    csvText(payment.updated_at),
  ]
}

import type { PaymentCharge } from "../payout/event.ts"
import type { Payment } from "../payout/payment.ts"
import type { PaymentStatus } from "../payout/status.ts"
import { moneyFromRow } from "./money-from-row.ts"

/** The columns of `payments` that make a Payment, as `select` needs them. */
export const PAYMENT_COLUMNS = `merchant_id, id, source_id, provider, provider_id, reference,
  payment_type, amount, currency, status, cancellation_reason, live, sequence, metadata,
  expires_at, created_at, updated_at`

export interface PaymentRow {
  readonly merchant_id: string
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string
  readonly reference: string | null
  readonly payment_type: "single" | "multiple" | null
  readonly amount: string | null
  readonly currency: string | null
  readonly status: PaymentStatus
  readonly cancellation_reason: string | null
  readonly live: boolean
  readonly sequence: number
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly expires_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function paymentFromRow(row: PaymentRow, charges: readonly PaymentCharge[]): Payment {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    reference: row.reference,
    paymentType: row.payment_type,
    amount: moneyFromRow(row.amount, row.currency),
    status: row.status,
    cancellationReason: row.cancellation_reason,
    live: row.live,
    sequence: row.sequence,
    metadata: row.metadata,
    charges,
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

import type { PaymentState } from "../payout/apply-payment.ts"
import type { PaymentCharge } from "../payout/event.ts"
import type { FactTable } from "../payout/facts.ts"
import type { PaymentStatus } from "../payout/status.ts"
import { moneyFromColumns } from "./payout-row.ts"

/** A row of `payments` as node-postgres reads it, its charges as JSON beside it. */
export interface PaymentRow {
  merchant_id: string
  id: string
  source_id: string
  provider: string
  provider_id: string
  reference: string | null
  payment_type: "single" | "multiple" | null
  amount: string | null
  currency: string | null
  status: PaymentStatus
  cancellation_reason: string | null
  live: boolean
  sequence: number
  metadata: Record<string, unknown> | null
  facts: FactTable
  expires_at: Date | null
  provider_created_at: Date | null
  created_at: Date
  updated_at: Date
  charges: readonly ChargeJson[]
}

/** Amounts are text here, since a JSON number would pass through a float. */
interface ChargeJson {
  readonly provider_id: string
  readonly status: string
  readonly amount: string | null
  readonly currency: string | null
  readonly paid_at: string | null
  readonly told: boolean
}

/** Columns of PaymentRow, for `from payments p`. */
export const PAYMENT_COLUMNS = `
  p.merchant_id, p.id, p.source_id, p.provider, p.provider_id, p.reference, p.payment_type,
  p.amount, p.currency, p.status, p.cancellation_reason, p.live, p.sequence, p.metadata, p.facts,
  p.expires_at, p.provider_created_at, p.created_at, p.updated_at,
  coalesce(
    (select json_agg(json_build_object(
        'provider_id', c.provider_id, 'status', c.status, 'amount', c.amount::text,
        'currency', c.currency, 'paid_at', c.paid_at, 'told', c.told) order by c.provider_id)
     from payment_charges c where c.merchant_id = p.merchant_id and c.payment_id = p.id),
    '[]') as charges`

export function paymentFromRow(row: PaymentRow): PaymentState {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    reference: row.reference,
    paymentType: row.payment_type,
    amount: moneyFromColumns(row.amount, row.currency),
    status: row.status,
    cancellationReason: row.cancellation_reason,
    live: row.live,
    sequence: row.sequence,
    metadata: row.metadata,
    charges: row.charges.map(chargeFromJson),
    toldCharges: row.charges.filter((charge) => charge.told).map((charge) => charge.provider_id),
    facts: row.facts,
    expiresAt: row.expires_at?.toISOString() ?? null,
    providerCreatedAt: row.provider_created_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

function chargeFromJson(charge: ChargeJson): PaymentCharge {
  return {
    providerId: charge.provider_id,
    status: charge.status,
    amount: moneyFromColumns(charge.amount, charge.currency),
    paidAt: charge.paid_at === null ? null : new Date(charge.paid_at).toISOString(),
  }
}

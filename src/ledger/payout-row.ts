import type { PayoutState } from "../payout/apply-payout.ts"
import type { FactTable } from "../payout/facts.ts"
import type { FailureCode } from "../payout/failure.ts"
import type { MaskedDestination } from "../payout/mask.ts"
import { amountFromDecimal, type Money } from "../payout/money.ts"
import type { Certainty, PayoutStatus, Reason } from "../payout/status.ts"

/** A row of `payouts` as node-postgres reads it. */
export interface PayoutRow {
  merchant_id: string
  id: string
  source_id: string
  provider: string
  provider_id: string | null
  reference: string | null
  batch_id: string | null
  amount: string | null
  currency: string | null
  status: PayoutStatus
  reason: Reason | null
  certainty: Certainty
  live: boolean
  sequence: number
  failure_code: FailureCode | null
  failure_provider_code: string | null
  failure_provider_reason: string | null
  channel_code: string | null
  description: string | null
  metadata: Record<string, unknown> | null
  destination_masked: MaskedDestination | null
  details: Record<string, unknown>
  facts: FactTable
  replaces: string | null
  estimated_arrival_at: Date | null
  provider_created_at: Date | null
  created_at: Date
  updated_at: Date
}

/**
 * Columns of PayoutRow, for `from payouts p`. A batch id is reserved with the first news of any of
 * its payouts, so it counts only once the batch itself was heard of.
 */
export const PAYOUT_COLUMNS = `
  p.merchant_id, p.id, p.source_id, p.provider, p.provider_id, p.reference,
  (select b.id from batches b where b.merchant_id = p.merchant_id and b.id = p.batch_id) as batch_id,
  p.amount, p.currency, p.status, p.reason, p.certainty, p.live, p.sequence, p.failure_code,
  p.failure_provider_code, p.failure_provider_reason, p.channel_code, p.description, p.metadata,
  p.destination_masked, p.details, p.facts, p.replaces, p.estimated_arrival_at,
  p.provider_created_at, p.created_at, p.updated_at`

export function payoutFromRow(row: PayoutRow): PayoutState {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    reference: row.reference,
    batchId: row.batch_id,
    amount: moneyFromColumns(row.amount, row.currency),
    status: row.status,
    reason: row.reason,
    certainty: row.certainty,
    live: row.live,
    sequence: row.sequence,
    failure:
      row.failure_code === null
        ? null
        : {
            code: row.failure_code,
            providerCode: row.failure_provider_code,
            providerReason: row.failure_provider_reason,
          },
    channelCode: row.channel_code,
    description: row.description,
    metadata: row.metadata,
    destination: row.destination_masked,
    destinationTold: null,
    replaces: row.replaces,
    estimatedArrivalAt: row.estimated_arrival_at?.toISOString() ?? null,
    providerCreatedAt: row.provider_created_at?.toISOString() ?? null,
    details: row.details,
    facts: row.facts,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** `numeric(38,4)` text and a currency, or null where the amount is not known. */
export function moneyFromColumns(amount: string | null, currency: string | null): Money | null {
  if (amount === null || currency === null) return null
  const exact = amountFromDecimal(amount, 4)
  if (exact === undefined) throw new Error("The ledger holds an amount that is none.")
  return { amount: exact, currency }
}

import type { FailureCode } from "../payout/failure.ts"
import { FAILURE_CODES } from "../payout/failure.ts"
import type { MaskedDestination } from "../payout/mask.ts"
import type { Payout } from "../payout/payout.ts"
import type { Certainty, PayoutStatus, Reason } from "../payout/status.ts"
import { moneyFromRow } from "./money-from-row.ts"

/** The columns of `payouts` that make a Payout, as `select` needs them. */
export const PAYOUT_COLUMNS = `merchant_id, id, source_id, provider, provider_id, reference,
  batch_id, amount, currency, status, reason, certainty, live, sequence, failure_code,
  failure_provider_code, failure_provider_reason, channel_code, description, metadata,
  destination_masked, replaces, estimated_arrival_at, created_at, updated_at`

export interface PayoutRow {
  readonly merchant_id: string
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string | null
  readonly reference: string | null
  readonly batch_id: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly certainty: Certainty
  readonly live: boolean
  readonly sequence: number
  readonly failure_code: string | null
  readonly failure_provider_code: string | null
  readonly failure_provider_reason: string | null
  readonly channel_code: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly destination_masked: MaskedDestination | null
  readonly replaces: string | null
  readonly estimated_arrival_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function payoutFromRow(row: PayoutRow): Payout {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    reference: row.reference,
    batchId: row.batch_id,
    amount: moneyFromRow(row.amount, row.currency),
    status: row.status,
    reason: row.reason,
    certainty: row.certainty,
    live: row.live,
    sequence: row.sequence,
    failure:
      row.failure_code === null
        ? null
        : {
            code: knownFailureCode(row.failure_code),
            providerCode: row.failure_provider_code,
            providerReason: row.failure_provider_reason,
          },
    channelCode: row.channel_code,
    description: row.description,
    metadata: row.metadata,
    destination: row.destination_masked,
    replaces: row.replaces,
    estimatedArrivalAt: row.estimated_arrival_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** A newer Paidout may have written a code that this one does not know. */
function knownFailureCode(code: string): FailureCode {
  return FAILURE_CODES.find((known) => known === code) ?? "unknown"
}

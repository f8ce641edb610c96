import type { Batch } from "../payout/batch.ts"
import type { BatchCounters } from "../payout/event.ts"
import type { BatchStatus, Reason } from "../payout/status.ts"
import { amountFromRow } from "./money-from-row.ts"

/** The columns of `batches` that make a Batch, as `select` needs them. */
export const BATCH_COLUMNS = `merchant_id, id, source_id, provider, provider_id, status, reason,
  live, sequence, currency, pending_count, pending_amount, success_count, success_amount,
  failed_count, failed_amount, cancelled_count, cancelled_amount, created_at, updated_at`

export interface BatchRow {
  readonly merchant_id: string
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string
  readonly status: BatchStatus
  readonly reason: Reason | null
  readonly live: boolean
  readonly sequence: number
  readonly currency: string | null
  readonly pending_count: string | null
  readonly pending_amount: string | null
  readonly success_count: string | null
  readonly success_amount: string | null
  readonly failed_count: string | null
  readonly failed_amount: string | null
  readonly cancelled_count: string | null
  readonly cancelled_amount: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function batchFromRow(row: BatchRow): Batch {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    status: row.status,
    reason: row.reason,
    live: row.live,
    sequence: row.sequence,
    counters: countersFromRow(row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

function countersFromRow(row: BatchRow): BatchCounters | null {
  if (row.currency === null) return null
  const counter = (count: string | null, amount: string | null) => ({
    count: Number(count ?? 0),
    amount: amountFromRow(amount ?? "0"),
  })
  return {
    currency: row.currency,
    pending: counter(row.pending_count, row.pending_amount),
    success: counter(row.success_count, row.success_amount),
    failed: counter(row.failed_count, row.failed_amount),
    cancelled: counter(row.cancelled_count, row.cancelled_amount),
  }
}

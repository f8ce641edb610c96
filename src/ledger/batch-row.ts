import type { BatchState } from "../payout/apply-batch.ts"
import type { BatchCounter, BatchCounters } from "../payout/event.ts"
import type { FactTable } from "../payout/facts.ts"
import { amountFromDecimal } from "../payout/money.ts"
import type { BatchStatus, Reason } from "../payout/status.ts"

/** A row of `batches` as node-postgres reads it: bigint and numeric as text. */
export interface BatchRow {
  merchant_id: string
  id: string
  source_id: string
  provider: string
  provider_id: string
  status: BatchStatus
  reason: Reason | null
  live: boolean
  sequence: number
  currency: string | null
  pending_count: string | null
  pending_amount: string | null
  success_count: string | null
  success_amount: string | null
  failed_count: string | null
  failed_amount: string | null
  cancelled_count: string | null
  cancelled_amount: string | null
  facts: FactTable
  created_at: Date
  updated_at: Date
}

/** Columns of BatchRow, for `from batches b`. */
export const BATCH_COLUMNS = `
  b.merchant_id, b.id, b.source_id, b.provider, b.provider_id, b.status, b.reason, b.live,
  b.sequence, b.currency, b.pending_count, b.pending_amount, b.success_count, b.success_amount,
  b.failed_count, b.failed_amount, b.cancelled_count, b.cancelled_amount, b.facts, b.created_at,
  b.updated_at`

export function batchFromRow(row: BatchRow): BatchState {
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
    counters: row.currency === null ? null : countersFromRow(row, row.currency),
    facts: row.facts,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

function countersFromRow(row: BatchRow, currency: string): BatchCounters {
  return {
    currency,
    pending: counter(row.pending_count, row.pending_amount),
    success: counter(row.success_count, row.success_amount),
    failed: counter(row.failed_count, row.failed_amount),
    cancelled: counter(row.cancelled_count, row.cancelled_amount),
  }
}

function counter(count: string | null, amount: string | null): BatchCounter {
  return { count: Number(count ?? 0), amount: amountFromDecimal(amount ?? "0", 4) ?? 0n }
}

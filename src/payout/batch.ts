import type { BatchCounters } from "./event.ts"
import { decimalFromAmount, isoExponent } from "./money.ts"
import type { IdWriter } from "./payout.ts"
import type { BatchStatus, Reason } from "./status.ts"

/** A bulk payout as the ledger knows it. Ids are UUIDs; times are RFC 3339 UTC. */
export interface Batch {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly providerId: string
  readonly status: BatchStatus
  readonly reason: Reason | null
  readonly live: boolean
  readonly sequence: number
  readonly counters: BatchCounters | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface BatchView {
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string
  readonly status: BatchStatus
  readonly reason: Reason | null
  readonly live: boolean
  readonly sequence: number
  readonly counters: CountersView | null
  readonly created_at: string
  readonly updated_at: string
}

export interface CountersView {
  readonly currency: string
  readonly pending: CounterView
  readonly success: CounterView
  readonly failed: CounterView
  readonly cancelled: CounterView
}

export interface CounterView {
  readonly count: number
  readonly value: string
}

export function batchView(batch: Batch, idText: IdWriter): BatchView {
  return {
    id: idText("batch", batch.id),
    source_id: idText("source", batch.sourceId),
    provider: batch.provider,
    provider_id: batch.providerId,
    status: batch.status,
    reason: batch.reason,
    live: batch.live,
    sequence: batch.sequence,
    counters: batch.counters === null ? null : countersView(batch.counters),
    created_at: batch.createdAt,
    updated_at: batch.updatedAt,
  }
}

export function countersView(counters: BatchCounters): CountersView {
  const decimals = isoExponent(counters.currency)
  const view = (counter: { count: number; amount: bigint }): CounterView => ({
    count: counter.count,
    value: decimalFromAmount(counter.amount, decimals),
  })
  return {
    currency: counters.currency,
    pending: view(counters.pending),
    success: view(counters.success),
    failed: view(counters.failed),
    cancelled: view(counters.cancelled),
  }
}

import type { BatchState } from "../payout/apply-batch.ts"
import { decimalFromAmount } from "../payout/money.ts"
import type { PoolClient } from "../postgres/pool.ts"

/** Writes new batches and changed ones. The caller holds the locks of those that exist. */
export async function saveBatches(
  client: PoolClient,
  batches: readonly BatchState[],
): Promise<void> {
  await client.query({
    name: "save-batches",
    text: `
      insert into batches
        (merchant_id, id, source_id, provider, provider_id, status, reason, live, sequence,
         currency, pending_count, pending_amount, success_count, success_amount, failed_count,
         failed_amount, cancelled_count, cancelled_amount, facts, created_at, updated_at)
      select
        merchant_id, id, source_id, provider, provider_id, status, reason, live, sequence,
        currency, pending_count, pending_amount, success_count, success_amount, failed_count,
        failed_amount, cancelled_count, cancelled_amount, facts, created_at, updated_at
      from json_to_recordset($1::json) as r(
        merchant_id uuid, id uuid, source_id uuid, provider text, provider_id text, status text,
        reason text, live boolean, sequence integer, currency text, pending_count bigint,
        pending_amount numeric, success_count bigint, success_amount numeric,
        failed_count bigint, failed_amount numeric, cancelled_count bigint,
        cancelled_amount numeric, facts jsonb, created_at timestamptz, updated_at timestamptz)
      on conflict (merchant_id, id) do update set
        status = excluded.status, reason = excluded.reason, sequence = excluded.sequence,
        currency = excluded.currency, pending_count = excluded.pending_count,
        pending_amount = excluded.pending_amount, success_count = excluded.success_count,
        success_amount = excluded.success_amount, failed_count = excluded.failed_count,
        failed_amount = excluded.failed_amount, cancelled_count = excluded.cancelled_count,
        cancelled_amount = excluded.cancelled_amount, facts = excluded.facts,
        updated_at = excluded.updated_at`,
    values: [JSON.stringify(batches.map(batchJson))],
  })
}

function batchJson(state: BatchState) {
  const { counters } = state
  const amount = (value: bigint | undefined) =>
    value === undefined ? null : decimalFromAmount(value, 4)
  return {
    merchant_id: state.merchantId,
    id: state.id,
    source_id: state.sourceId,
    provider: state.provider,
    provider_id: state.providerId,
    status: state.status,
    reason: state.reason,
    live: state.live,
    sequence: state.sequence,
    currency: counters?.currency ?? null,
    pending_count: counters?.pending.count ?? null,
    pending_amount: amount(counters?.pending.amount),
    success_count: counters?.success.count ?? null,
    success_amount: amount(counters?.success.amount),
    failed_count: counters?.failed.count ?? null,
    failed_amount: amount(counters?.failed.amount),
    cancelled_count: counters?.cancelled.count ?? null,
    cancelled_amount: amount(counters?.cancelled.amount),
    facts: state.facts,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
  }
}

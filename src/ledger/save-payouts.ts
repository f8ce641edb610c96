import type { PayoutState } from "../payout/apply-payout.ts"
import { decimalFromAmount } from "../payout/money.ts"
import type { PoolClient } from "../postgres/pool.ts"

export interface PayoutToSave {
  readonly state: PayoutState
  /** The whole destination, sealed, where a new one was told. */
  readonly destinationSealed: Buffer | null
}

/** Writes new payouts and changed ones. The caller holds the locks of those that exist. */
export async function savePayouts(
  client: PoolClient,
  payouts: readonly PayoutToSave[],
): Promise<void> {
  await client.query({
    name: "save-payouts",
    text: `
      insert into payouts as p
        (merchant_id, id, source_id, provider, provider_id, reference, batch_id, amount, currency,
         status, reason, certainty, live, sequence, failure_code, failure_provider_code,
         failure_provider_reason, channel_code, description, metadata, destination_masked,
         destination_sealed, details, facts, estimated_arrival_at, provider_created_at, created_at,
         updated_at)
      select
        merchant_id, id, source_id, provider, provider_id, reference, batch_id, amount, currency,
        status, reason, certainty, live, sequence, failure_code, failure_provider_code,
        failure_provider_reason, channel_code, description, metadata, destination_masked,
        decode(destination_sealed, 'base64'), details, facts, estimated_arrival_at,
        provider_created_at, created_at, updated_at
      from json_to_recordset($1::json) as r(
        merchant_id uuid, id uuid, source_id uuid, provider text, provider_id text,
        reference text, batch_id uuid, amount numeric, currency text, status text, reason text,
        certainty text, live boolean, sequence integer, failure_code text,
        failure_provider_code text, failure_provider_reason text, channel_code text,
        description text, metadata jsonb, destination_masked jsonb, destination_sealed text,
        details jsonb, facts jsonb, estimated_arrival_at timestamptz,
        provider_created_at timestamptz, created_at timestamptz, updated_at timestamptz)
      on conflict (merchant_id, id) do update set
        provider_id = excluded.provider_id,
        reference = excluded.reference,
        batch_id = coalesce(p.batch_id, excluded.batch_id),
        amount = coalesce(p.amount, excluded.amount),
        currency = coalesce(p.currency, excluded.currency),
        status = excluded.status,
        reason = excluded.reason,
        certainty = excluded.certainty,
        sequence = excluded.sequence,
        failure_code = excluded.failure_code,
        failure_provider_code = excluded.failure_provider_code,
        failure_provider_reason = excluded.failure_provider_reason,
        channel_code = excluded.channel_code,
        description = excluded.description,
        metadata = excluded.metadata,
        destination_masked = excluded.destination_masked,
        destination_sealed = coalesce(excluded.destination_sealed, p.destination_sealed),
        details = excluded.details,
        facts = excluded.facts,
        estimated_arrival_at = excluded.estimated_arrival_at,
        provider_created_at = excluded.provider_created_at,
        updated_at = excluded.updated_at`,
    values: [JSON.stringify(payouts.map(payoutJson))],
  })
}

function payoutJson({ state, destinationSealed }: PayoutToSave) {
  return {
    merchant_id: state.merchantId,
    id: state.id,
    source_id: state.sourceId,
    provider: state.provider,
    provider_id: state.providerId,
    reference: state.reference,
    batch_id: state.batchId,
    amount: state.amount === null ? null : decimalFromAmount(state.amount.amount, 4),
    currency: state.amount?.currency ?? null,
    status: state.status,
    reason: state.reason,
    certainty: state.certainty,
    live: state.live,
    sequence: state.sequence,
    failure_code: state.failure?.code ?? null,
    failure_provider_code: state.failure?.providerCode ?? null,
    failure_provider_reason: state.failure?.providerReason ?? null,
    channel_code: state.channelCode,
    description: state.description,
    metadata: state.metadata,
    destination_masked: state.destination,
    destination_sealed: destinationSealed?.toString("base64") ?? null,
    details: state.details,
    facts: state.facts,
    estimated_arrival_at: state.estimatedArrivalAt,
    provider_created_at: state.providerCreatedAt,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
  }
}

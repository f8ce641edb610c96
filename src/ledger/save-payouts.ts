import type { PayoutState } from "../payout/apply-payout.ts"
import { decimalFromAmount, type Money } from "../payout/money.ts"
import { byteaArray, jsonText, plainArray, textArray } from "../postgres/array-parameter.ts"
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
         updated_at, replaces)
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[],
        $8::numeric[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[],
        $14::integer[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
        $20::jsonb[], $21::jsonb[], $22::bytea[], $23::jsonb[], $24::jsonb[],
        $25::timestamptz[], $26::timestamptz[], $27::timestamptz[], $28::timestamptz[],
        $29::uuid[])
      on conflict (merchant_id, id) do update set
        provider_id = excluded.provider_id,
        reference = excluded.reference,
        batch_id = coalesce(p.batch_id, excluded.batch_id),
        amount = coalesce(excluded.amount, p.amount),
        currency = coalesce(excluded.currency, p.currency),
        status = excluded.status,
        reason = excluded.reason,
        certainty = excluded.certainty,
        live = excluded.live,
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
        updated_at = excluded.updated_at,
        replaces = excluded.replaces`,
    values: [
      plainArray(payouts.map(({ state }) => state.merchantId)),
      plainArray(payouts.map(({ state }) => state.id)),
      plainArray(payouts.map(({ state }) => state.sourceId)),
      textArray(payouts.map(({ state }) => state.provider)),
      textArray(payouts.map(({ state }) => state.providerId)),
      textArray(payouts.map(({ state }) => state.reference)),
      plainArray(payouts.map(({ state }) => state.batchId)),
      plainArray(payouts.map(({ state }) => amountText(state.amount))),
      textArray(payouts.map(({ state }) => state.amount?.currency ?? null)),
      textArray(payouts.map(({ state }) => state.status)),
      textArray(payouts.map(({ state }) => state.reason)),
      textArray(payouts.map(({ state }) => state.certainty)),
      plainArray(payouts.map(({ state }) => (state.live ? "t" : "f"))),
      plainArray(payouts.map(({ state }) => state.sequence)),
      textArray(payouts.map(({ state }) => state.failure?.code ?? null)),
      textArray(payouts.map(({ state }) => state.failure?.providerCode ?? null)),
      textArray(payouts.map(({ state }) => state.failure?.providerReason ?? null)),
      textArray(payouts.map(({ state }) => state.channelCode)),
      textArray(payouts.map(({ state }) => state.description)),
      textArray(payouts.map(({ state }) => jsonText(state.metadata))),
      textArray(payouts.map(({ state }) => jsonText(state.destination))),
      byteaArray(payouts.map(({ destinationSealed }) => destinationSealed)),
      textArray(payouts.map(({ state }) => jsonText(state.details))),
      textArray(payouts.map(({ state }) => jsonText(state.facts))),
      textArray(payouts.map(({ state }) => state.estimatedArrivalAt)),
      textArray(payouts.map(({ state }) => state.providerCreatedAt)),
      textArray(payouts.map(({ state }) => state.createdAt)),
      textArray(payouts.map(({ state }) => state.updatedAt)),
      plainArray(payouts.map(({ state }) => state.replaces)),
    ],
  })
}

function amountText(money: Money | null): string | null {
  return money === null ? null : decimalFromAmount(money.amount, 4)
}

import type { PaymentState } from "../payout/apply-payment.ts"
import { decimalFromAmount, type Money } from "../payout/money.ts"
import type { PoolClient } from "../postgres/pool.ts"

/** Writes new payments and changed ones. The caller holds the locks of those that exist. */
export async function savePayments(
  client: PoolClient,
  payments: readonly PaymentState[],
): Promise<void> {
  await client.query({
    name: "save-payments",
    text: `
      insert into payments
        (merchant_id, id, source_id, provider, provider_id, reference, payment_type, amount,
         currency, status, cancellation_reason, live, sequence, metadata, facts, expires_at,
         provider_created_at, created_at, updated_at)
      select
        merchant_id, id, source_id, provider, provider_id, reference, payment_type, amount,
        currency, status, cancellation_reason, live, sequence, metadata, facts, expires_at,
        provider_created_at, created_at, updated_at
      from json_to_recordset($1::json) as r(
        merchant_id uuid, id uuid, source_id uuid, provider text, provider_id text,
        reference text, payment_type text, amount numeric, currency text, status text,
        cancellation_reason text, live boolean, sequence integer, metadata jsonb, facts jsonb,
        expires_at timestamptz, provider_created_at timestamptz, created_at timestamptz,
        updated_at timestamptz)
      on conflict (merchant_id, id) do update set
        reference = excluded.reference, payment_type = excluded.payment_type,
        amount = excluded.amount, currency = excluded.currency, status = excluded.status,
        cancellation_reason = excluded.cancellation_reason, sequence = excluded.sequence,
        metadata = excluded.metadata, facts = excluded.facts, expires_at = excluded.expires_at,
        provider_created_at = excluded.provider_created_at, updated_at = excluded.updated_at`,
    values: [JSON.stringify(payments.map(paymentJson))],
  })
}

/** Writes the charges of payments as they stand. */
export async function saveCharges(
  client: PoolClient,
  payments: readonly PaymentState[],
): Promise<void> {
  const charges = payments.flatMap((payment) =>
    payment.charges.map((charge) => ({
      merchant_id: payment.merchantId,
      payment_id: payment.id,
      provider_id: charge.providerId,
      status: charge.status,
      ...moneyJson(charge.amount),
      paid_at: charge.paidAt,
      told: payment.toldCharges.includes(charge.providerId),
    })),
  )
  if (charges.length === 0) return
  await client.query({
    name: "save-charges",
    text: `
      insert into payment_charges
        (merchant_id, payment_id, provider_id, status, amount, currency, paid_at, told)
      select merchant_id, payment_id, provider_id, status, amount, currency, paid_at, told
      from json_to_recordset($1::json) as r(
        merchant_id uuid, payment_id uuid, provider_id text, status text, amount numeric,
        currency text, paid_at timestamptz, told boolean)
      on conflict (merchant_id, payment_id, provider_id) do update set
        status = excluded.status, amount = excluded.amount, currency = excluded.currency,
        paid_at = excluded.paid_at, told = excluded.told`,
    values: [JSON.stringify(charges)],
  })
}

function paymentJson(state: PaymentState) {
  return {
    merchant_id: state.merchantId,
    id: state.id,
    source_id: state.sourceId,
    provider: state.provider,
    provider_id: state.providerId,
    reference: state.reference,
    payment_type: state.paymentType,
    ...moneyJson(state.amount),
    status: state.status,
    cancellation_reason: state.cancellationReason,
    live: state.live,
    sequence: state.sequence,
    metadata: state.metadata,
    facts: state.facts,
    expires_at: state.expiresAt,
    provider_created_at: state.providerCreatedAt,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
  }
}

function moneyJson(money: Money | null): { amount: string | null; currency: string | null } {
  return money === null
    ? { amount: null, currency: null }
    : { amount: decimalFromAmount(money.amount, 4), currency: money.currency }
}

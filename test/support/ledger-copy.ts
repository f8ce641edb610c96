import type { Queryable } from "../../src/postgres/pool.ts"

/**
 * What the ledger holds of one source, without what cannot be the same twice: ids, and the times at
 * which it was written. Two that were told the same hold the same.
 */
export async function ledgerCopy(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly id: string },
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const copy: Record<string, readonly unknown[]> = {}
  for (const [table, text] of Object.entries(STATEMENTS)) {
    copy[table] = (await queryable.query(text, [source.merchantId, source.id])).rows
  }
  return copy
}

const STATEMENTS = {
  payouts: `
    select p.provider_id, p.reference, p.amount, p.currency, p.status, p.reason, p.certainty, p.live,
      p.sequence, p.failure_code, p.details, p.facts, p.metadata, p.destination_masked
    from payouts p where p.merchant_id = $1 and p.source_id = $2 order by p.provider_id`,
  batches: `
    select provider_id, status, reason, sequence, currency, pending_count, success_count, facts
    from batches where merchant_id = $1 and source_id = $2 order by provider_id`,
  payments: `
    select provider_id, reference, status, sequence, amount, facts
    from payments where merchant_id = $1 and source_id = $2 order by provider_id`,
  charges: `
    select p.provider_id as payment, c.provider_id, c.status, c.amount
    from payment_charges c join payments p on p.merchant_id = c.merchant_id and p.id = c.payment_id
    where p.merchant_id = $1 and p.source_id = $2 order by 1, 2`,
  history: `
    select n.name, n.kind, h.applied, h.sequence, h.status, h.previous_status, h.reason, h.certainty,
      h.refused_because, h.tier, h.type, h.wire_event, h.failure, h.occurred_at, h.detail,
      h.message_id is not null as has_message
    from history h
    join names n on n.merchant_id = h.merchant_id and n.subject_id = h.subject_id
    where n.merchant_id = $1 and n.source_id = $2 order by n.kind, n.name, h.id`,
  names: `
    select kind, name from names where merchant_id = $1 and source_id = $2 order by 1, 2`,
  keys: `
    select key_hash from event_keys where merchant_id = $1 and source_id = $2 order by 1`,
  parked: `
    select reason, wire_event, body_hash from parked
    where merchant_id = $1 and source_id = $2 order by 1, 2, 3`,
}

import type { Money } from "../payout/money.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { moneyFromColumns } from "./payout-row.ts"

/** A payout, batch or payment as a line of a list shows it. */
export interface LedgerThing {
  readonly subject: "payout" | "batch" | "payment"
  readonly id: string
  readonly provider: string
  readonly status: string
  readonly reason: string | null
  readonly certainty: string | null
  readonly providerId: string | null
  readonly reference: string | null
  /** Of a batch the sum of its counters, where they are known. */
  readonly amount: Money | null
}

/** Those of the merchant's payouts, batches and payments that have these ids, by id. */
export async function findLedgerThings(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, LedgerThing>> {
  const { rows } = await queryable.query<ThingRow>(
    `select 'payout' as subject, id, provider, status, reason, certainty, provider_id, reference,
       amount, currency
     from payouts where merchant_id = $1 and id = any ($2::uuid[])
     union all
     select 'batch', id, provider, status, reason, null, provider_id, null,
       pending_amount + success_amount + failed_amount + cancelled_amount, currency
     from batches where merchant_id = $1 and id = any ($2::uuid[])
     union all
     select 'payment', id, provider, status, null, null, provider_id, reference, amount, currency
     from payments where merchant_id = $1 and id = any ($2::uuid[])`,
    [key.merchantId, plainArray(key.ids)],
  )
  return new Map(rows.map((row) => [row.id, thingFromRow(row)]))
}

interface ThingRow {
  subject: LedgerThing["subject"]
  id: string
  provider: string
  status: string
  reason: string | null
  certainty: string | null
  provider_id: string | null
  reference: string | null
  amount: string | null
  currency: string | null
}

function thingFromRow(row: ThingRow): LedgerThing {
  return {
    subject: row.subject,
    id: row.id,
    provider: row.provider,
    status: row.status,
    reason: row.reason,
    certainty: row.certainty,
    providerId: row.provider_id,
    reference: row.reference,
    amount: moneyFromColumns(row.amount, row.currency),
  }
}

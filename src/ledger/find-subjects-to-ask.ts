import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A payout, batch or payment by the names that its provider knows it under. Ids are UUIDs. */
export interface SubjectToAsk {
  readonly subject: "payout" | "batch" | "payment"
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly providerId: string | null
  readonly reference: string | null
  /** What the provider itself said last of it. */
  readonly wireEvent: string | null
}

/** Those of the merchant's payouts, batches and payments that have these ids. */
export async function findSubjectsToAsk(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<readonly SubjectToAsk[]> {
  const { rows } = await queryable.query<{
    subject: SubjectToAsk["subject"]
    id: string
    source_id: string
    provider: string
    provider_id: string | null
    reference: string | null
    wire_event: string | null
  }>(
    `select found.*,
       (select h.wire_event from history h
        where h.merchant_id = $1 and h.subject_id = found.id
          and h.via in ('webhook', 'poll', 'import')
        order by h.id desc limit 1) as wire_event
     from (
       select 'payout' as subject, id, source_id, provider, provider_id, reference
       from payouts where merchant_id = $1 and id = any ($2::uuid[])
       union all
       select 'batch', id, source_id, provider, provider_id, null
       from batches where merchant_id = $1 and id = any ($2::uuid[])
       union all
       select 'payment', id, source_id, provider, provider_id, reference
       from payments where merchant_id = $1 and id = any ($2::uuid[])
     ) as found`,
    [key.merchantId, plainArray(key.ids)],
  )
  return rows.map((row) => ({
    subject: row.subject,
    id: row.id,
    sourceId: row.source_id,
    provider: row.provider,
    providerId: row.provider_id,
    reference: row.reference,
    wireEvent: row.wire_event,
  }))
}

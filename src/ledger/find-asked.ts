import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

type SubjectKind = "payout" | "batch" | "payment"

/** By what a provider can be asked for something, and what it said of it last. Times are Dates. */
export interface AskedSubject {
  readonly subject: SubjectKind
  readonly subjectId: string
  readonly providerId: string | null
  readonly reference: string | null
  readonly batchProviderId: string | null
  readonly wireEvent: string | null
  readonly heardAt: Date | null
}

/** Those that exist of these. */
export async function findAsked(
  queryable: Queryable,
  subjects: readonly {
    readonly merchantId: string
    readonly subject: SubjectKind
    readonly subjectId: string
  }[],
): Promise<readonly AskedSubject[]> {
  const { rows } = await queryable.query<{
    subject: SubjectKind
    subject_id: string
    provider_id: string | null
    reference: string | null
    batch_provider_id: string | null
    wire_event: string | null
    recorded_at: Date | null
  }>({
    name: "find_asked",
    text: `
      select w.s as subject, w.i as subject_id, named.provider_id, named.reference,
        named.batch_provider_id, heard.wire_event, heard.recorded_at
      from unnest($1::uuid[], $2::text[], $3::uuid[]) as w (m, s, i)
      cross join lateral (
        select p.provider_id, p.reference, b.provider_id as batch_provider_id
        from payouts p
        left join batches b on b.merchant_id = p.merchant_id and b.id = p.batch_id
        where w.s = 'payout' and p.merchant_id = w.m and p.id = w.i
        union all
        select provider_id, null, null from batches
        where w.s = 'batch' and merchant_id = w.m and id = w.i
        union all
        select provider_id, reference, null from payments
        where w.s = 'payment' and merchant_id = w.m and id = w.i
      ) as named
      left join lateral (
        select wire_event, recorded_at from history
        where subject_id = w.i and merchant_id is not distinct from w.m
          and via in ('webhook', 'poll', 'import')
        order by id desc
        limit 1
      ) as heard on true`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      textArray(subjects.map((each) => each.subject)),
      plainArray(subjects.map((each) => each.subjectId)),
    ],
  })
  return rows.map((row) => ({
    subject: row.subject,
    subjectId: row.subject_id,
    providerId: row.provider_id,
    reference: row.reference,
    batchProviderId: row.batch_provider_id,
    wireEvent: row.wire_event,
    heardAt: row.recorded_at,
  }))
}

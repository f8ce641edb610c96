import type { Queryable } from "../postgres/pool.ts"

/** Something a person must act on, with advice. Ids are UUIDs. */
export interface AttentionItem {
  readonly id: string
  readonly kind: string
  readonly subject: "payout" | "batch" | "payment" | "message" | "source" | "endpoint"
  readonly subjectId: string
  readonly sourceId: string | null
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly closedBecause: string | null
}

interface AttentionRow {
  readonly id: string
  readonly kind: string
  readonly subject: AttentionItem["subject"]
  readonly subject_id: string
  readonly source_id: string | null
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly opened_at: Date
  readonly closed_at: Date | null
  readonly closed_because: string | null
}

/** The merchant's items, newest first, below the id `before`; open or closed ones, or both. */
export async function listAttentionItems(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly open?: boolean | undefined
    readonly kind?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly AttentionItem[]> {
  const { rows } = await queryable.query<AttentionRow>(
    `select id, kind, subject, subject_id, source_id, advice, detail, opened_at, closed_at,
       closed_because
     from attention_items
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::boolean is null or (closed_at is null) = $4)
       and ($5::text is null or kind = $5)
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit, page.open ?? null, page.kind ?? null],
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    subjectId: row.subject_id,
    sourceId: row.source_id,
    advice: row.advice,
    detail: row.detail,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    closedBecause: row.closed_because,
  }))
}

/** Of all merchants but the sandbox's, for `/metrics`. */
export async function countOpenAttentionItems(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ open: number }>(
    `select count(*)::integer as open from attention_items
     where closed_at is null
       and merchant_id not in (select id from merchants where sandbox_of is not null)`,
  )
  return rows[0]?.open ?? 0
}

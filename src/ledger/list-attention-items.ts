import type { Queryable } from "../postgres/pool.ts"
import {
  ATTENTION_COLUMNS,
  attentionFromRow,
  type AttentionItem,
  type AttentionRow,
} from "./attention-row.ts"

export interface AttentionFilter {
  /** True: open ones; false: closed ones; undefined: both. */
  readonly open?: boolean | undefined
  readonly kind?: string | undefined
  /** UUID of what they are about. */
  readonly subjectId?: string | undefined
  readonly sourceId?: string | undefined
}

/** The merchant's items, newest first, below the id `before`. */
export async function listAttentionItems(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: AttentionFilter
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly AttentionItem[]> {
  const { open, kind, subjectId, sourceId } = page.filter
  const { rows } = await queryable.query<AttentionRow>(
    `select ${ATTENTION_COLUMNS}
     from attention_items
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::boolean is null or (closed_at is null) = $4)
       and ($5::text is null or kind = $5)
       and ($6::uuid is null or subject_id = $6)
       and ($7::uuid is null or source_id = $7)
     order by id desc
     limit $3`,
    [
      page.merchantId,
      page.before ?? null,
      page.limit,
      open ?? null,
      kind ?? null,
      subjectId ?? null,
      sourceId ?? null,
    ],
  )
  return rows.map(attentionFromRow)
}

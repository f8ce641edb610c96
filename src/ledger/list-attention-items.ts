import {
  boundedPage,
  candidateValues,
  idRange,
  type BoundedPage,
  type Candidates,
} from "../postgres/bounded-page.ts"
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

export interface AttentionPage {
  readonly merchantId: string
  readonly filter: AttentionFilter
  readonly before?: string | undefined
  readonly limit: number
}

/** The ways to the items of a merchant, each along one index; parameters as in payout-candidates. */
const CANDIDATES = {
  all: `select * from attention_items
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  subject: `select * from attention_items
    where subject_id = $5::uuid and merchant_id is not distinct from $1 and ${idRange("id")}
    order by id desc limit $6`,
  // No other index matches: of many closed items none is read.
  open: `select * from attention_items
    where (case when closed_at is null then merchant_id end) = $1 and closed_at is null
      and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
} as const

/** The merchant's items, newest first, below the id `before`. */
export async function listAttentionItems(
  queryable: Queryable,
  page: AttentionPage,
): Promise<BoundedPage<AttentionItem>> {
  const { open, kind, subjectId, sourceId } = page.filter
  const candidates = candidatesOf(page)
  const sql = `select ${ATTENTION_COLUMNS}
     from (${candidates.sql}) as items
     where ($8::boolean is null or (closed_at is null) = $8)
       and ($9::text is null or kind = $9)
       and ($10::uuid is null or subject_id = $10)
       and ($11::uuid is null or source_id = $11)
     order by id desc
     limit $7`
  const filters = [open ?? null, kind ?? null, subjectId ?? null, sourceId ?? null]
  const { rows, lookedTo } = await boundedPage<AttentionRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map(attentionFromRow), lookedTo }
}

function candidatesOf(page: AttentionPage): Candidates {
  const { subjectId, open } = page.filter
  const way = subjectId !== undefined ? "subject" : open === true ? "open" : "all"
  return { sql: CANDIDATES[way], values: candidateValues(page, { key: subjectId ?? null }) }
}

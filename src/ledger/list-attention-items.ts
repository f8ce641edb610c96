import {
  boundedPage,
  candidateValues,
  ID_ORDERS,
  idRange,
  idsBehind,
  type BoundedPage,
  type Candidates,
  type ListOrder,
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
  /** Any of these. */
  readonly kinds?: readonly string[] | undefined
  /** UUID of what they are about. */
  readonly subjectId?: string | undefined
  readonly sourceId?: string | undefined
  /** `per_…` or `key_…`; `none`: nobody looks after them yet. */
  readonly assignee?: string | undefined
  /** True: those that may wait; false: those that may not. */
  readonly snoozed?: boolean | undefined
}

export interface AttentionPage {
  readonly merchantId: string
  readonly filter: AttentionFilter
  /** The id that the page before ended with. */
  readonly before?: string | undefined
  readonly limit: number
  /** Default: newest first. */
  readonly order?: ListOrder | undefined
}

/** The merchant's items of one page, behind the id `before`. */
export async function listAttentionItems(
  queryable: Queryable,
  page: AttentionPage,
): Promise<BoundedPage<AttentionItem>> {
  const { order = "newest", filter } = page
  const candidates = candidatesOf(page, order)
  const sql = `select ${ATTENTION_COLUMNS}
     from (${candidates.sql}) as items
     where ($8::boolean is null or (closed_at is null) = $8)
       and ($9::text[] is null or kind = any ($9))
       and ($10::uuid is null or subject_id = $10)
       and ($11::uuid is null or source_id = $11)
       and ($12::text is null or assignee is not distinct from nullif($12, 'none'))
       and ($13::boolean is null or coalesce(snoozed_until > paidout_now(), false) = $13)
     order by id ${ID_ORDERS[order]}
     limit $7`
  const { rows, lookedTo } = await boundedPage<AttentionRow>(queryable, {
    ...{ sql, candidates, order },
    limit: page.limit,
    filters: [
      filter.open ?? null,
      filter.kinds ?? null,
      filter.subjectId ?? null,
      filter.sourceId ?? null,
      filter.assignee ?? null,
      filter.snoozed ?? null,
    ],
  })
  return { rows: rows.map(attentionFromRow), lookedTo }
}

// No other index matches: of many closed items none is read.
const IS_OPEN = "(case when closed_at is null then merchant_id end) = $1 and closed_at is null"

/** The ways to the items of a merchant, each along one index; parameters as in payout-candidates. */
const WAYS = {
  all: "merchant_id = $1 and $5::text is null",
  subject: "subject_id = $5::uuid and merchant_id is not distinct from $1",
  open: `${IS_OPEN} and $5::text is null`,
  kind: `${IS_OPEN} and kind = $5::text`,
  assignee: `${IS_OPEN} and assignee = $5::text`,
  snoozed: `${IS_OPEN} and snoozed_until is not null and $5::text is null`,
} as const satisfies Record<string, string>

function candidatesOf(page: AttentionPage, order: ListOrder): Candidates {
  const [way, key] = wayOf(page.filter)
  const range = order === "newest" ? idRange("id") : idsBehind("id")
  return {
    sql: `select * from attention_items
    where ${WAYS[way]} and ${range}
    order by id ${ID_ORDERS[order]} limit $6`,
    values: candidateValues(page, { key }),
  }
}

/** The way that leaves least to be looked at, and what it goes by. */
function wayOf(filter: AttentionFilter): readonly [keyof typeof WAYS, string | null] {
  const { open, kinds, subjectId, assignee, snoozed } = filter
  if (subjectId !== undefined) return ["subject", subjectId]
  if (open !== true) return ["all", null]
  if (snoozed === true) return ["snoozed", null]
  if (assignee !== undefined && assignee !== "none") return ["assignee", assignee]
  const [kind] = kinds ?? []
  return kinds?.length === 1 && kind !== undefined ? ["kind", kind] : ["open", null]
}

import {
  boundedPage,
  candidateValues,
  idRange,
  type BoundedPage,
} from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface AuditEntry {
  readonly id: string
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly before: unknown
  readonly after: unknown
  readonly at: Date
}

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly object?: string | undefined
  /** RFC 3339: from then on, and before then. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The merchant's audit log, newest first, below the id `before`, of the `lookedAtMax` next ones. */
export async function listAuditEntries(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
    readonly filter?: AuditFilter
  },
): Promise<BoundedPage<AuditEntry>> {
  const { actor = null, action = null, object = null, from, to } = page.filter ?? {}
  return boundedPage<AuditEntry>(queryable, {
    sql: `select id, actor, action, object, before, after, at from (${CANDIDATES}) as c
      where ($8::text is null or actor = $8) and ($9::text is null or action = $9)
        and ($10::text is null or object = $10)
        and ($11::timestamptz is null or at >= $11) and ($12::timestamptz is null or at < $12)
      order by id desc
      limit $7`,
    candidates: { sql: CANDIDATES, values: candidateValues(page, { from, to }) },
    limit: page.limit,
    filters: [actor, action, object, from ?? null, to ?? null],
  })
}

const CANDIDATES = `select * from audit_log
  where merchant_id = $1 and $5::text is null and ${idRange("id")}
  order by id desc limit $6`

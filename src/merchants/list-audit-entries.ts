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

/** The merchant's audit log, newest first, below the id `before`. */
export async function listAuditEntries(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly AuditEntry[]> {
  const { rows } = await queryable.query<AuditEntry>(
    `select id, actor, action, object, before, after, at from audit_log
     where merchant_id = $1 and ($2::uuid is null or id < $2)
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit],
  )
  return rows
}

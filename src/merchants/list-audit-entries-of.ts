import type { Queryable } from "../postgres/pool.ts"
import type { AuditEntry } from "./list-audit-entries.ts"

/** What persons and keys did to these, by their outside ids; oldest first. */
export async function listAuditEntriesOf(
  queryable: Queryable,
  wanted: {
    readonly merchantId: string
    readonly objects: readonly string[]
    readonly limit: number
  },
): Promise<readonly AuditEntry[]> {
  const { rows } = await queryable.query<AuditEntry>(
    `select id, actor, action, object, before, after, at from audit_log
     where merchant_id = $1 and object = any ($2::text[])
     order by id
     limit $3`,
    [wanted.merchantId, wanted.objects, wanted.limit],
  )
  return rows
}

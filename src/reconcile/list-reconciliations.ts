import type { Queryable } from "../postgres/pool.ts"
import {
  RECONCILIATION_COLUMNS,
  reconciliationFromRow,
  type ReconciliationRow,
} from "./reconciliation-row.ts"
import type { Reconciliation, ReconciliationState } from "./reconciliation.ts"

/** The merchant's reports, newest first, below the id `before`. */
export async function listReconciliations(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly sourceId?: string | undefined
    readonly day?: string | undefined
    readonly state?: ReconciliationState | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Reconciliation[]> {
  const { rows } = await queryable.query<ReconciliationRow>(
    `select ${RECONCILIATION_COLUMNS} from reconciliations as r
     where r.merchant_id = $1
       and ($3::uuid is null or r.id < $3)
       and ($4::uuid is null or r.source_id = $4)
       and ($5::date is null or r.day = $5)
       and ($6::text is null or r.state = $6)
     order by r.id desc
     limit $2`,
    [
      page.merchantId,
      page.limit,
      page.before ?? null,
      page.sourceId ?? null,
      page.day ?? null,
      page.state ?? null,
    ],
  )
  return rows.map(reconciliationFromRow)
}

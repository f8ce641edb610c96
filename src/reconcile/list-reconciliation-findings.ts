import type { Queryable } from "../postgres/pool.ts"
import { sideFromJson, type StoredSide } from "./found-side.ts"
import type { ReconciliationFindingKind } from "./finding-kinds.ts"
import type { ReconciliationFinding } from "./reconciliation.ts"

/** A report's findings, newest first below the id `before`, or oldest first above the id `after`. */
export async function listReconciliationFindings(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly reconciliationId: string
    readonly kind?: ReconciliationFindingKind | undefined
    readonly before?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<readonly ReconciliationFinding[]> {
  const { rows } = await queryable.query<FindingRow>(
    `select id, kind, payout_id, provider_id, reference, ours, theirs, detail
     from reconciliation_findings
     where merchant_id = $1 and reconciliation_id = $2
       and ($4::text is null or kind = $4)
       and ($5::uuid is null or id < $5)
       and ($6::uuid is null or id > $6)
     order by case when $6::uuid is null then id end desc, id
     limit $3`,
    [
      page.merchantId,
      page.reconciliationId,
      page.limit,
      page.kind ?? null,
      page.before ?? null,
      page.after ?? null,
    ],
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payoutId: row.payout_id,
    providerId: row.provider_id,
    reference: row.reference,
    ours: sideFromJson(row.ours),
    theirs: sideFromJson(row.theirs),
    detail: row.detail,
  }))
}

interface FindingRow {
  readonly id: string
  readonly kind: ReconciliationFindingKind
  readonly payout_id: string | null
  readonly provider_id: string | null
  readonly reference: string | null
  readonly ours: StoredSide | null
  readonly theirs: StoredSide | null
  readonly detail: string | null
}

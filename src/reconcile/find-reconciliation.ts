import type { Queryable } from "../postgres/pool.ts"
import {
  RECONCILIATION_COLUMNS,
  reconciliationFromRow,
  type ReconciliationRow,
} from "./reconciliation-row.ts"
import type { Reconciliation } from "./reconciliation.ts"

export async function findReconciliation(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Reconciliation | undefined> {
  const { rows } = await queryable.query<ReconciliationRow>(
    `select ${RECONCILIATION_COLUMNS} from reconciliations as r
     where r.merchant_id = $1 and r.id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && reconciliationFromRow(rows[0])
}

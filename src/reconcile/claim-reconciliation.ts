import type { Queryable } from "../postgres/pool.ts"
import {
  RECONCILIATION_COLUMNS,
  reconciliationFromRow,
  type ReconciliationRow,
} from "./reconciliation-row.ts"
import type { Reconciliation } from "./reconciliation.ts"

/**
 * The report that is due longest, of any merchant; nobody else takes it for `leaseMs`. Two that hold
 * one, since a lease ran out, ask twice, and only one of them records it: see
 * `lock-reconciliation-step`.
 */
export async function claimReconciliation(
  queryable: Queryable,
  leaseMs: number,
): Promise<Reconciliation | undefined> {
  const { rows } = await queryable.query<ReconciliationRow>({
    name: "claim_reconciliation",
    text: `
      update reconciliations as r
      set due_at = paidout_server_now() + $1::float8 * interval '1 ms'
      from (
        select merchant_id, id from reconciliations
        where state = 'running' and due_at <= paidout_server_now()
        order by due_at
        limit 1
        for update skip locked
      ) as due
      where r.merchant_id = due.merchant_id and r.id = due.id
      returning ${RECONCILIATION_COLUMNS}`,
    values: [leaseMs],
  })
  return rows[0] && reconciliationFromRow(rows[0])
}

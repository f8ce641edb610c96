import type { Queryable } from "../postgres/pool.ts"
import { EMPTY_SUMMARY } from "./reconciliation-summary.ts"

/** A new report. False where its day has not begun yet, or where a daily one was made already. */
export async function insertReconciliation(
  queryable: Queryable,
  reconciliation: {
    readonly merchantId: string
    readonly id: string
    readonly sourceId: string
    readonly day: string
    readonly total: number | null
    readonly statementRows: number
    readonly createdBy: string
    /** Once for each source and day, over all processes. */
    readonly isDaily: boolean
  },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `insert into reconciliations
       (merchant_id, id, source_id, day, state, phase, total, statement_rows, summary, created_by,
        is_daily)
     select $1::uuid, $2::uuid, $3::uuid, $4::date, 'running', 'ours', $5::bigint, $6::integer,
       $7::jsonb, $8, $9::boolean
     where $4::date <= (paidout_now() at time zone 'UTC')::date
     on conflict (merchant_id, source_id, day) where is_daily do nothing`,
    [
      reconciliation.merchantId,
      reconciliation.id,
      reconciliation.sourceId,
      reconciliation.day,
      reconciliation.total,
      reconciliation.statementRows,
      JSON.stringify(EMPTY_SUMMARY),
      reconciliation.createdBy,
      reconciliation.isDaily,
    ],
  )
  return rowCount === 1
}

import type { Queryable } from "../postgres/pool.ts"

/**
 * Holds a report to this transaction if it still stands where `step` says, and returns the
 * database's time. Undefined: it was cancelled, or another process has gone on with it.
 */
export async function lockReconciliationStep(
  queryable: Queryable,
  at: { readonly merchantId: string; readonly id: string; readonly step: number },
): Promise<Date | undefined> {
  const { rows } = await queryable.query<{ now: Date }>({
    name: "lock_reconciliation_step",
    text: `select paidout_now() as now from reconciliations
           where merchant_id = $1 and id = $2 and step = $3 and state = 'running'
           for update`,
    values: [at.merchantId, at.id, at.step],
  })
  return rows[0]?.now
}

import type { Queryable } from "../postgres/pool.ts"
import type { Reconciliation } from "./reconciliation.ts"

/** Keeps how far a report came, in the transaction that holds it, and the lease for so much longer. */
export async function saveReconciliationStep(
  queryable: Queryable,
  reconciliation: Pick<
    Reconciliation,
    "merchantId" | "id" | "phase" | "place" | "tries" | "checked" | "summary"
  >,
  leaseMs: number,
): Promise<void> {
  const { merchantId, id, phase, place, tries, checked, summary } = reconciliation
  await queryable.query({
    name: "save_reconciliation_step",
    text: `
      update reconciliations
      set phase = $3, place = $4, tries = $5, checked = $6, summary = $7, step = step + 1,
        state = case $3 when 'finished' then 'done' else state end,
        finished_at = case $3 when 'finished' then paidout_now() end,
        due_at = paidout_server_now() + $8::float8 * interval '1 ms'
      where merchant_id = $1 and id = $2`,
    values: [merchantId, id, phase, place, tries, checked, JSON.stringify(summary), leaseMs],
  })
}

import type { Queryable } from "../postgres/pool.ts"

/** What only a running report needs: its statement, and which bulk payouts it read. */
export async function forgetReconciliationNotes(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query({
    name: "forget_reconciliation_notes",
    text: `
      with batches as (
        delete from reconciliation_batches where merchant_id = $1 and reconciliation_id = $2
      )
      delete from reconciliation_statement_rows where merchant_id = $1 and reconciliation_id = $2`,
    values: [key.merchantId, key.id],
  })
}

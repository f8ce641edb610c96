import type { Queryable } from "../postgres/pool.ts"

/** True where it was running. What it found stays. */
export async function cancelReconciliation(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update reconciliations
     set state = 'cancelled', finished_at = paidout_now(),
       summary = jsonb_set(summary, '{waitingFor}', 'null')
     where merchant_id = $1 and id = $2 and state = 'running'`,
    [key.merchantId, key.id],
  )
  return rowCount === 1
}

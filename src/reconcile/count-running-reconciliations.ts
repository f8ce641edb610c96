import type { Queryable } from "../postgres/pool.ts"

export async function countRunningReconciliations(
  queryable: Queryable,
  merchantId: string,
): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>(
    `select count(*)::integer as count from reconciliations
     where merchant_id = $1 and state = 'running'`,
    [merchantId],
  )
  return rows[0]?.count ?? 0
}

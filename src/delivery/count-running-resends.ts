import type { Queryable } from "../postgres/pool.ts"

export async function countRunningResends(
  queryable: Queryable,
  merchantId: string,
): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>(
    `select count(*)::integer as count from resends
     where merchant_id = $1 and finished_at is null`,
    [merchantId],
  )
  return rows[0]?.count ?? 0
}

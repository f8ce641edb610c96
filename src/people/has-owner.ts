import type { Queryable } from "../postgres/pool.ts"

export async function hasOwner(queryable: Queryable, merchantId: string): Promise<boolean> {
  const { rows } = await queryable.query(
    `select from members where merchant_id = $1 and role = 'owner' and removed_at is null limit 1`,
    [merchantId],
  )
  return rows.length > 0
}

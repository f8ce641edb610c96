import type { Queryable } from "../postgres/pool.ts"

/** Of all merchants, for `/metrics`. */
export async function countDueDeliveries(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ due: number }>(
    "select count(*)::integer as due from due_deliveries",
  )
  return rows[0]?.due ?? 0
}

import type { Queryable } from "../postgres/pool.ts"

/** How many attempts of one delivery are still kept. */
export async function countAttemptsOf(
  queryable: Queryable,
  delivery: { readonly merchantId: string; readonly id: string },
): Promise<number> {
  const { rows } = await queryable.query<{ kept: number }>(
    "select count(*)::integer as kept from attempts where merchant_id = $1 and delivery_id = $2",
    [delivery.merchantId, delivery.id],
  )
  return rows[0]?.kept ?? 0
}

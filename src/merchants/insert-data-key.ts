import type { Queryable } from "../postgres/pool.ts"

/** Adds a wrapped key after the merchant's others; returns its id. */
export async function insertDataKey(
  queryable: Queryable,
  merchantId: string,
  wrappedKey: Buffer,
): Promise<number> {
  const { rows } = await queryable.query<{ id: number }>(
    `insert into merchant_keys (merchant_id, id, wrapped_key)
     select $1, coalesce(max(id), 0) + 1, $2 from merchant_keys where merchant_id = $1
     returning id`,
    [merchantId, wrappedKey],
  )
  return rows[0]?.id ?? 0
}

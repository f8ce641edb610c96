import type { Queryable } from "../postgres/pool.ts"

/** Holds the source until the transaction ends; false where the merchant has none of this id. */
export async function lockSource(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    "select 1 from sources where merchant_id = $1 and id = $2 for update",
    [key.merchantId, key.id],
  )
  return rowCount === 1
}

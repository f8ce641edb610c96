import type { Queryable } from "../postgres/pool.ts"

export interface WrappedKey {
  readonly id: number
  readonly wrappedKey: Buffer
}

/** Newest first. Retired keys too: they still open what was sealed with them. */
export async function listDataKeys(
  queryable: Queryable,
  merchantId: string,
): Promise<readonly WrappedKey[]> {
  const { rows } = await queryable.query<{ id: number; wrapped_key: Buffer }>(
    `select id, wrapped_key from merchant_keys
     where merchant_id = $1
     order by (retired_at is null) desc, id desc
     limit 1000`,
    [merchantId],
  )
  return rows.map((row) => ({ id: row.id, wrappedKey: row.wrapped_key }))
}

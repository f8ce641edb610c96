import type { Queryable } from "../postgres/pool.ts"

/** SHA-256 of a parked message's body, which outlives the body; undefined: it is not known. */
export async function findBodyHash(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Buffer | undefined> {
  const { rows } = await queryable.query<{ body_hash: Buffer }>(
    "select body_hash from parked where merchant_id = $1 and message_id = $2",
    [key.merchantId, key.id],
  )
  return rows[0]?.body_hash
}

import type { Queryable } from "../postgres/pool.ts"

/** The sealed list of an endpoint, locked until the transaction ends: two rotations lose none. */
export async function lockEndpointSecrets(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Buffer | undefined> {
  const { rows } = await queryable.query<{ secrets_sealed: Buffer }>(
    `select secrets_sealed from endpoints
     where merchant_id = $1 and id = $2 and deleted_at is null
     for update`,
    [key.merchantId, key.id],
  )
  return rows[0]?.secrets_sealed
}

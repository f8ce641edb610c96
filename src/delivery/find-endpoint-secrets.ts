import type { Queryable } from "../postgres/pool.ts"

/** The sealed list of secrets of an endpoint. */
export async function findEndpointSecrets(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Buffer | undefined> {
  const { rows } = await queryable.query<{ secrets_sealed: Buffer }>(
    `select secrets_sealed from endpoints
     where merchant_id = $1 and id = $2 and deleted_at is null`,
    [key.merchantId, key.id],
  )
  return rows[0]?.secrets_sealed
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** The sealed secrets of these endpoints, by id. */
export async function findSecretsOfEndpoints(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await queryable.query<{ id: string; secrets_sealed: Buffer }>(
    `select id, secrets_sealed from endpoints
     where merchant_id = $1 and id = any ($2::uuid[]) and deleted_at is null`,
    [wanted.merchantId, plainArray(wanted.ids)],
  )
  return new Map(rows.map((row) => [row.id, row.secrets_sealed]))
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Where these endpoints of the merchant are, deleted ones too, by id. */
export async function findEndpointUrls(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await queryable.query<{ id: string; url: string }>(
    "select id, url from endpoints where merchant_id = $1 and id = any($2::uuid[])",
    [key.merchantId, plainArray(key.ids)],
  )
  return new Map(rows.map(({ id, url }) => [id, url]))
}

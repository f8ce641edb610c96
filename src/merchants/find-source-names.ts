import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What people call these sources of the merchant, by id. */
export async function findSourceNames(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await queryable.query<{ id: string; name: string }>(
    "select id, name from sources where merchant_id = $1 and id = any($2::uuid[])",
    [key.merchantId, plainArray(key.ids)],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface SourceMode {
  readonly provider: string
  /** Null: not known yet. */
  readonly live: boolean | null
}

/** Of which provider these sources of the merchant are, and in which mode, by id. */
export async function findSourceModes(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, SourceMode>> {
  const { rows } = await queryable.query<SourceMode & { id: string }>(
    "select id, provider, live from sources where merchant_id = $1 and id = any($2::uuid[])",
    [key.merchantId, plainArray(key.ids)],
  )
  return new Map(rows.map(({ id, provider, live }) => [id, { provider, live }]))
}

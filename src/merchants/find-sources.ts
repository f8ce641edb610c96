import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import type { Source } from "./source.ts"

/** Those of the merchant's sources that have these ids, newest first; the caller bounds the ids. */
export async function findSources(
  queryable: Queryable,
  keyring: Keyring,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<readonly Source[]> {
  const { rows } = await queryable.query<SourceRow>(
    `select ${SOURCE_COLUMNS} from sources
     where merchant_id = $1 and id = any ($2::uuid[])
     order by id desc`,
    [key.merchantId, plainArray(key.ids)],
  )
  return Promise.all(rows.map((row) => sourceFromRow(keyring, row)))
}

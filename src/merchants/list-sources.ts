import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import type { Source } from "./source.ts"

/** The merchant's sources, newest first, below the id `before`. */
export async function listSources(
  queryable: Queryable,
  keyring: Keyring,
  page: {
    readonly merchantId: string
    readonly provider?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Source[]> {
  const { rows } = await queryable.query<SourceRow>(
    `select ${SOURCE_COLUMNS} from sources
     where merchant_id = $1
       and ($2::text is null or provider = $2)
       and ($3::uuid is null or id < $3)
     order by id desc
     limit $4`,
    [page.merchantId, page.provider ?? null, page.before ?? null, page.limit],
  )
  return Promise.all(rows.map((row) => sourceFromRow(keyring, row)))
}

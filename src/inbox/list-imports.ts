import type { Queryable } from "../postgres/pool.ts"
import { IMPORT_COLUMNS, importFromRow, type Import, type ImportRow } from "./import.ts"

/** The merchant's imports, newest first, below the id `before`. */
export async function listImports(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly sourceId?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Import[]> {
  const { rows } = await queryable.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::uuid is null or source_id = $4)
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit, page.sourceId ?? null],
  )
  return rows.map(importFromRow)
}

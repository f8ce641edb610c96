import type { Queryable } from "../postgres/pool.ts"
import { IMPORT_COLUMNS, importFromRow, type Import, type ImportRow } from "./import.ts"

/** Undefined: there is none, or it is finished already. */
export async function finishImport(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Import | undefined> {
  const { rows } = await queryable.query<ImportRow>(
    `update imports set finished_at = paidout_now()
     where merchant_id = $1 and id = $2 and finished_at is null
     returning ${IMPORT_COLUMNS}`,
    [key.merchantId, key.id],
  )
  return rows[0] && importFromRow(rows[0])
}

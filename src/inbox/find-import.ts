import type { Queryable } from "../postgres/pool.ts"
import { IMPORT_COLUMNS, importFromRow, type Import, type ImportRow } from "./import.ts"

export async function findImport(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Import | undefined> {
  const { rows } = await queryable.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && importFromRow(rows[0])
}

export async function findImportByFingerprint(
  queryable: Queryable,
  key: Pick<Import, "merchantId" | "sourceId" | "fingerprint">,
): Promise<Import | undefined> {
  const { rows } = await queryable.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports
     where merchant_id = $1 and source_id = $2 and fingerprint = $3`,
    [key.merchantId, key.sourceId, key.fingerprint],
  )
  return rows[0] && importFromRow(rows[0])
}

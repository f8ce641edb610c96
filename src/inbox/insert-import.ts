import type { Queryable } from "../postgres/pool.ts"
import { IMPORT_COLUMNS, importFromRow, type Import, type ImportRow } from "./import.ts"

/** Undefined: the source has an import of this fingerprint already. */
export async function insertImport(
  queryable: Queryable,
  begun: Pick<
    Import,
    "merchantId" | "id" | "sourceId" | "name" | "fingerprint" | "isQuiet" | "createdBy"
  >,
): Promise<Import | undefined> {
  const { rows } = await queryable.query<ImportRow>(
    `insert into imports (merchant_id, id, source_id, name, fingerprint, is_quiet, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (merchant_id, source_id, fingerprint) do nothing
     returning ${IMPORT_COLUMNS}`,
    [
      begun.merchantId,
      begun.id,
      begun.sourceId,
      begun.name,
      begun.fingerprint,
      begun.isQuiet,
      begun.createdBy,
    ],
  )
  return rows[0] && importFromRow(rows[0])
}

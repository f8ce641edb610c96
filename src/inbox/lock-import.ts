import type { PoolClient } from "../postgres/pool.ts"
import { IMPORT_COLUMNS, importFromRow, type Import, type ImportRow } from "./import.ts"

/** One at a time moves an import on: the lock lasts as long as the caller's transaction. */
export async function lockImport(
  client: PoolClient,
  key: { readonly merchantId: string; readonly id: string },
): Promise<{ readonly found: Import; readonly now: Date } | undefined> {
  const { rows } = await client.query<ImportRow & { readonly now: Date }>({
    name: "lock_import",
    text: `
      select ${IMPORT_COLUMNS}, paidout_now() as now from imports
      where merchant_id = $1 and id = $2
      for update`,
    values: [key.merchantId, key.id],
  })
  const row = rows[0]
  return row && { found: importFromRow(row), now: row.now }
}

import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import type { Source } from "./source.ts"

/** One of the merchant's own sources, disabled ones too. */
export async function findSource(
  queryable: Queryable,
  keyring: Keyring,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Source | undefined> {
  const { rows } = await queryable.query<SourceRow>({
    name: "find_source",
    text: `select ${SOURCE_COLUMNS} from sources where merchant_id = $1 and id = $2`,
    values: [key.merchantId, key.id],
  })
  return rows[0] && sourceFromRow(keyring, rows[0])
}

/** Of any merchant: the receive URL names no merchant. Disabled ones too. */
export async function findSourceById(
  queryable: Queryable,
  keyring: Keyring,
  id: string,
): Promise<Source | undefined> {
  const { rows } = await queryable.query<SourceRow>({
    name: "find_source_by_id",
    text: `select ${SOURCE_COLUMNS} from sources where id = $1`,
    values: [id],
  })
  return rows[0] && sourceFromRow(keyring, rows[0])
}

import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import type { Source, SourceCredentials } from "./source.ts"

/** A source with what opens its provider's API; null: it holds no credentials. */
export interface SourceAccount {
  readonly source: Source
  readonly credentials: SourceCredentials | null
}

/** Keep the answer in memory only, and for as short as possible. */
export async function findSourceAccount(
  queryable: Queryable,
  keyring: Keyring,
  key: { readonly merchantId: string; readonly id: string },
): Promise<SourceAccount | undefined> {
  const { rows } = await queryable.query<SourceRow & { credentials_sealed: Buffer | null }>({
    name: "find_source_account",
    text: `select ${SOURCE_COLUMNS}, credentials_sealed from sources
           where merchant_id = $1 and id = $2`,
    values: [key.merchantId, key.id],
  })
  const row = rows[0]
  if (row === undefined) return undefined
  const source = await sourceFromRow(keyring, row)
  if (row.credentials_sealed === null) return { source, credentials: null }
  const plain = await keyring.open(row.merchant_id, row.credentials_sealed)
  return { source, credentials: JSON.parse(plain.toString("utf8")) as SourceCredentials }
}

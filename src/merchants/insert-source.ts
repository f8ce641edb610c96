import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { SOURCE_COLUMNS, sourceFromRow, type SourceRow } from "./source-row.ts"
import {
  sealJson,
  type Source,
  type SourceCredentials,
  type SourceSecrets,
  type SourceSettings,
} from "./source.ts"

export interface NewSource {
  readonly merchantId: string
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly live: boolean | null
  readonly settings: SourceSettings
  readonly secrets: SourceSecrets
  readonly credentials: SourceCredentials | null
  /** Made together with an account of the sandbox. Default false. */
  readonly isSandbox?: boolean
}

/** Secrets and credentials are sealed with the merchant's newest data key. */
export async function insertSource(
  queryable: Queryable,
  keyring: Keyring,
  source: NewSource,
): Promise<Source> {
  const key = await keyring.sealingKey(source.merchantId)
  const { rows } = await queryable.query<SourceRow>(
    `insert into sources
       (merchant_id, id, name, provider, live, settings, secrets_sealed, credentials_sealed,
        is_sandbox)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     returning ${SOURCE_COLUMNS}`,
    [
      source.merchantId,
      source.id,
      source.name,
      source.provider,
      source.live,
      JSON.stringify(source.settings),
      sealJson(key, source.secrets),
      source.credentials === null ? null : sealJson(key, source.credentials),
      source.isSandbox ?? false,
    ],
  )
  return sourceFromRow(keyring, rows[0] as SourceRow)
}

import type { Keyring } from "./keyring.ts"
import { openSecrets, type Source, type SourceSettings } from "./source.ts"

/** The columns of `sources` that make a Source, as `select` needs them. */
export const SOURCE_COLUMNS = `merchant_id, id, name, provider, live, settings, secrets_sealed,
  credentials_sealed is not null as has_credentials, is_sandbox, disabled_at, created_at,
  updated_at`

export interface SourceRow {
  readonly merchant_id: string
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly live: boolean | null
  readonly settings: SourceSettings
  readonly secrets_sealed: Buffer
  readonly has_credentials: boolean
  readonly is_sandbox: boolean
  readonly disabled_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export async function sourceFromRow(keyring: Keyring, row: SourceRow): Promise<Source> {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    name: row.name,
    provider: row.provider,
    live: row.live,
    settings: row.settings,
    secrets: openSecrets(await keyring.open(row.merchant_id, row.secrets_sealed)),
    hasCredentials: row.has_credentials,
    isSandbox: row.is_sandbox,
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

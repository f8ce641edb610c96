/** What a key may do: each route needs one of these, and none implies another. */
export const SCOPES = ["read", "write", "raw", "admin"] as const
export type Scope = (typeof SCOPES)[number]

/** A key of the API, without the key itself: that is stored as a keyed hash only. */
export interface ApiKey {
  readonly merchantId: string
  readonly id: string
  readonly name: string
  /** Enough of the key to recognise it. */
  readonly hint: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export interface ApiKeyRow {
  readonly merchant_id: string
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly scopes: readonly Scope[]
  readonly created_at: Date
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

export const API_KEY_COLUMNS =
  "merchant_id, id, name, hint, scopes, created_at, last_used_at, revoked_at"

export function apiKeyFromRow(row: ApiKeyRow): ApiKey {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}

/** `pd_abcd…wxyz`: never more than a third of the key, so a short one is not given away. */
export function apiKeyHint(key: string): string {
  const shown = Math.min(4, Math.floor(key.length / 6))
  return `${key.slice(0, shown)}…${key.slice(-shown)}`
}

import { randomBytes } from "node:crypto"

import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  API_KEY_COLUMNS,
  apiKeyFromRow,
  apiKeyHint,
  type ApiKey,
  type ApiKeyRow,
  type Scope,
} from "./api-key.ts"
import type { Keyring } from "./keyring.ts"

export async function insertApiKey(
  queryable: Queryable,
  keyring: Keyring,
  apiKey: {
    readonly merchantId: string
    readonly name: string
    readonly key: string
    readonly scopes: readonly Scope[]
  },
): Promise<ApiKey> {
  const { rows } = await queryable.query<ApiKeyRow>(
    `insert into api_keys (merchant_id, id, name, key_hash, hint, scopes)
     values ($1, $2, $3, $4, $5, $6)
     returning ${API_KEY_COLUMNS}`,
    [
      apiKey.merchantId,
      newUuid(),
      apiKey.name,
      keyring.hash(apiKey.key),
      apiKeyHint(apiKey.key),
      apiKey.scopes,
    ],
  )
  return apiKeyFromRow(rows[0] as ApiKeyRow)
}

/** 256 bits, so that a fast keyed hash is enough to store it. */
export function newApiKey(): string {
  return `pd_${randomBytes(32).toString("base64url")}`
}

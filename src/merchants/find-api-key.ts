import type { Queryable } from "../postgres/pool.ts"
import { API_KEY_COLUMNS, apiKeyFromRow, type ApiKey, type ApiKeyRow } from "./api-key.ts"

/** Of any merchant: the key says whose it is. Revoked ones are not found. */
export async function findApiKeyByHash(
  queryable: Queryable,
  keyHash: Buffer,
): Promise<ApiKey | undefined> {
  const { rows } = await queryable.query<ApiKeyRow>({
    name: "find_api_key_by_hash",
    text: `select ${API_KEY_COLUMNS} from api_keys where key_hash = $1 and revoked_at is null`,
    values: [keyHash],
  })
  return rows[0] && apiKeyFromRow(rows[0])
}

import type { Queryable } from "../postgres/pool.ts"
import { API_KEY_COLUMNS, apiKeyFromRow, type ApiKey, type ApiKeyRow } from "./api-key.ts"

/** The merchant's keys, newest first, revoked ones too, below the id `before`. */
export async function listApiKeys(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly ApiKey[]> {
  const { rows } = await queryable.query<ApiKeyRow>(
    `select ${API_KEY_COLUMNS} from api_keys
     where merchant_id = $1 and ($2::uuid is null or id < $2)
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit],
  )
  return rows.map(apiKeyFromRow)
}

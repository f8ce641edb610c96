import type { Queryable } from "../postgres/pool.ts"
import { ENDPOINT_COLUMNS, endpointFromRow, type EndpointRow } from "./endpoint-row.ts"
import type { Endpoint } from "./endpoint.ts"

/** The merchant's endpoints, newest first, below the id `before`. */
export async function listEndpoints(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Endpoint[]> {
  const { rows } = await queryable.query<EndpointRow>(
    `select ${ENDPOINT_COLUMNS} from endpoints
     where merchant_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit],
  )
  return rows.map(endpointFromRow)
}

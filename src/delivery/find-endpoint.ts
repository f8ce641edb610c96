import type { Queryable } from "../postgres/pool.ts"
import { ENDPOINT_COLUMNS, endpointFromRow, type EndpointRow } from "./endpoint-row.ts"
import type { Endpoint } from "./endpoint.ts"

/** Undefined where the merchant has no such endpoint, or deleted it. */
export async function findEndpoint(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Endpoint | undefined> {
  const { rows } = await queryable.query<EndpointRow>(
    `select ${ENDPOINT_COLUMNS} from endpoints
     where merchant_id = $1 and id = $2 and deleted_at is null`,
    [key.merchantId, key.id],
  )
  return rows[0] && endpointFromRow(rows[0])
}

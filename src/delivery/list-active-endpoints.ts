import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { formatOf } from "./endpoint.ts"

/** What settle must know of an endpoint to make deliveries for it. */
export interface ActiveEndpoint {
  readonly merchantId: string
  readonly id: string
  readonly eventTypes: readonly string[]
  readonly dialect: string
  readonly version: string
  /** `dialect:version`: endpoints of one format share an event's bytes. */
  readonly format: string
}

/** The endpoints of these merchants that get events: neither disabled nor deleted. */
export async function listActiveEndpoints(
  queryable: Queryable,
  merchantIds: readonly string[],
): Promise<readonly ActiveEndpoint[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    event_types: string[]
    dialect: string
    version: string
  }>({
    name: "list_active_endpoints",
    text: `select merchant_id, id, event_types, dialect, version from endpoints
           where merchant_id = any ($1::uuid[]) and state = 'active' and deleted_at is null`,
    values: [plainArray(merchantIds)],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    eventTypes: row.event_types,
    dialect: row.dialect,
    version: row.version,
    format: formatOf(row),
  }))
}

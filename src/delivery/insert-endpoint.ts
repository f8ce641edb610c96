import type { Queryable } from "../postgres/pool.ts"
import { ENDPOINT_COLUMNS, endpointFromRow, type EndpointRow } from "./endpoint-row.ts"
import type { Endpoint, EndpointSettings, Ordering } from "./endpoint.ts"

export interface NewEndpoint {
  readonly merchantId: string
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly eventTypes: readonly string[]
  readonly dialect: string
  readonly version: string
  readonly ordering: Ordering
  readonly settings: EndpointSettings
  readonly secretsSealed: Buffer
  readonly hasBasic: boolean
}

export async function insertEndpoint(
  queryable: Queryable,
  endpoint: NewEndpoint,
): Promise<Endpoint> {
  const { rows } = await queryable.query<EndpointRow>(
    `insert into endpoints
       (merchant_id, id, url, description, event_types, dialect, version, ordering, settings,
        state, secrets_sealed, has_basic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11)
     returning ${ENDPOINT_COLUMNS}`,
    [
      endpoint.merchantId,
      endpoint.id,
      endpoint.url,
      endpoint.description,
      endpoint.eventTypes,
      endpoint.dialect,
      endpoint.version,
      endpoint.ordering,
      JSON.stringify(endpoint.settings),
      endpoint.secretsSealed,
      endpoint.hasBasic,
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error("an insert returned no row")
  return endpointFromRow(row)
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { EndpointSettings, EndpointState, Ordering } from "./endpoint.ts"

/** What settle must know of an endpoint to make deliveries for it. */
export interface ListeningEndpoint {
  readonly merchantId: string
  readonly id: string
  readonly eventTypes: readonly string[]
  readonly dialect: string
  readonly version: string
  readonly ordering: Ordering
  readonly settings: EndpointSettings
  /** Of a disabled one the deliveries are made as `missed`, so that they can be resent. */
  readonly state: EndpointState
  /** Changes with every change of the endpoint. */
  readonly revision: string
}

/** The endpoints of these merchants, disabled ones too, deleted ones not. */
export async function listListeningEndpoints(
  queryable: Queryable,
  merchantIds: readonly string[],
): Promise<readonly ListeningEndpoint[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    event_types: string[]
    dialect: string
    version: string
    ordering: Ordering
    settings: EndpointSettings
    state: EndpointState
    revision: string
  }>({
    name: "list_listening_endpoints",
    text: `select merchant_id, id, event_types, dialect, version, ordering, settings, state,
             xmin::text as revision
           from endpoints
           where merchant_id = any ($1::uuid[]) and deleted_at is null`,
    values: [plainArray(merchantIds)],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    eventTypes: row.event_types,
    dialect: row.dialect,
    version: row.version,
    ordering: row.ordering,
    settings: row.settings,
    state: row.state,
    revision: row.revision,
  }))
}

import type {
  DisabledReason,
  Endpoint,
  EndpointSettings,
  EndpointState,
  Ordering,
} from "./endpoint.ts"

/** The columns of `endpoints` that make an Endpoint. */
export const ENDPOINT_COLUMNS = `merchant_id, id, url, description, event_types, dialect, version,
  ordering, settings, has_basic, state, disabled_reason, created_at, updated_at`

export interface EndpointRow {
  readonly merchant_id: string
  readonly id: string
  readonly url: string
  readonly description: string | null
  readonly event_types: string[]
  readonly dialect: string
  readonly version: string
  readonly ordering: Ordering
  readonly settings: EndpointSettings
  readonly has_basic: boolean
  readonly state: EndpointState
  readonly disabled_reason: DisabledReason | null
  readonly created_at: Date
  readonly updated_at: Date
}

export function endpointFromRow(row: EndpointRow): Endpoint {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    dialect: row.dialect,
    version: row.version,
    ordering: row.ordering,
    settings: row.settings,
    hasBasic: row.has_basic,
    state: row.state,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

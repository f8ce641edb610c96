import type { Endpoint } from "../delivery/endpoint.ts"
import type { EndpointHealth } from "../delivery/find-endpoint-health.ts"
import { idText } from "../ids.ts"
import { findDialect } from "../pipeline/deliver/dialects.ts"
import { notTold } from "../pipeline/endpoints/not-told.ts"

export type EndpointView = ReturnType<typeof endpointView>

export type NewEndpointView = EndpointView & { readonly secret: string | null }

/** An endpoint as the API writes it, with how it does. */
export function endpointView(endpoint: Endpoint, { failingSince, lastFailure }: EndpointHealth) {
  const dialect = findDialect(endpoint.dialect)
  return {
    id: idText("endpoint", endpoint.id),
    url: endpoint.url,
    description: endpoint.description,
    event_types: [...endpoint.eventTypes],
    not_told: dialect === undefined ? [] : [...notTold(dialect, endpoint)],
    dialect: endpoint.dialect,
    version: endpoint.version,
    ordering: endpoint.ordering,
    settings: endpoint.settings,
    has_basic: endpoint.hasBasic,
    state: endpoint.state,
    disabled_reason: endpoint.disabledReason,
    failing_since: failingSince?.toISOString() ?? null,
    last_failure: lastFailure && { ...lastFailure, at: lastFailure.at.toISOString() },
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
  }
}

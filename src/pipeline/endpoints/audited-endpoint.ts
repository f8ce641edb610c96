import type { Endpoint } from "../../delivery/endpoint.ts"

/** What the audit log keeps of an endpoint: no secret. */
export function auditedEndpoint(endpoint: Endpoint): Readonly<Record<string, unknown>> {
  return {
    url: endpoint.url,
    description: endpoint.description,
    event_types: endpoint.eventTypes,
    dialect: endpoint.dialect,
    version: endpoint.version,
    ordering: endpoint.ordering,
    settings: endpoint.settings,
    has_basic: endpoint.hasBasic,
    state: endpoint.state,
    disabled_reason: endpoint.disabledReason,
  }
}

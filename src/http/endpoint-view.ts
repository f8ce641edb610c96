import { readEndpointSecrets, type EndpointSecret } from "../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../delivery/endpoint.ts"
import { findEndpointActivity, type EndpointActivity } from "../delivery/find-endpoint-activity.ts"
import { findHealthOfEndpoints, type EndpointHealth } from "../delivery/find-endpoint-health.ts"
import { findSecretsOfEndpoints } from "../delivery/find-secrets-of-endpoints.ts"
import { idText } from "../ids.ts"
import { findDialect } from "../pipeline/deliver/dialects.ts"
import { notTold } from "../pipeline/endpoints/not-told.ts"
import { secretHint } from "../secret-hint.ts"
import type { Hub } from "./hub.ts"

export type EndpointView = ReturnType<typeof endpointView>

export type NewEndpointView = EndpointView & { readonly secret: string | null }

/** Writes these endpoints of one merchant, each with how it does. */
export async function viewEndpoints(
  hub: Pick<Hub, "pool" | "keyring">,
  merchantId: string,
  endpoints: readonly Endpoint[],
): Promise<(endpoint: Endpoint) => EndpointView> {
  const wanted = { merchantId, ids: endpoints.map(({ id }) => id) }
  const [health, activity, sealed] = await Promise.all([
    findHealthOfEndpoints(hub.pool, wanted),
    findEndpointActivity(hub.pool, wanted),
    findSecretsOfEndpoints(hub.pool, wanted),
  ])
  const secrets = new Map<string, readonly EndpointSecret[]>()
  for (const [id, text] of sealed) {
    secrets.set(id, readEndpointSecrets(await hub.keyring.open(merchantId, text)).secrets)
  }
  return (endpoint) =>
    endpointView(endpoint, {
      health: health(endpoint.id),
      activity: activity.get(endpoint.id),
      secrets: secrets.get(endpoint.id) ?? [],
    })
}

/** An endpoint as the API writes it. */
function endpointView(
  endpoint: Endpoint,
  known: {
    readonly health: EndpointHealth
    readonly activity: EndpointActivity | undefined
    readonly secrets: readonly EndpointSecret[]
  },
) {
  const { health, activity, secrets } = known
  const { failingSince, lastFailure } = health
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
    live_secrets: secrets
      .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > Date.now())
      .map(({ secret, expiresAtMs }) => ({
        hint: secretHint(secret),
        expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
      })),
    state: endpoint.state,
    disabled_reason: endpoint.disabledReason,
    activity: {
      tried: activity?.tried ?? 0,
      delivered: activity?.delivered ?? 0,
      last_status: activity?.lastStatus ?? null,
      last_cause: activity?.lastCause ?? null,
    },
    failing_since: failingSince?.toISOString() ?? null,
    last_failure: lastFailure && { ...lastFailure, at: lastFailure.at.toISOString() },
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
  }
}

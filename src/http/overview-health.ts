import { idText } from "../ids.ts"
import type { Overview } from "../pipeline/overview/gather-overview.ts"

/** A row per source: does news arrive, and is it believed? */
export function sourceHealthRows({ sources, traffic, parked, waiting }: Overview) {
  return sources.map((source) => {
    const came = traffic.find((each) => each.sourceId === source.id)
    const aside = parked.find((each) => each.sourceId === source.id)
    const queue = waiting.find((each) => each.sourceId === source.id)
    const verified = came?.receivedOfDay ?? 0
    const refused = aside?.quarantinedOfDay ?? 0
    return {
      id: idText("source", source.id),
      name: source.name,
      provider: source.provider,
      live: source.live,
      is_sandbox: source.isSandbox,
      disabled: source.disabledAt !== null,
      last_message_at: came?.lastReceivedAt?.toISOString() ?? null,
      received_24h: verified,
      verified_rate: verified + refused === 0 ? null : verified / (verified + refused),
      quarantined: aside?.quarantined ?? 0,
      unrecognised: aside?.unrecognised ?? 0,
      waiting: queue?.waiting ?? 0,
      oldest_waiting_at: queue?.oldestWaitingAt.toISOString() ?? null,
    }
  })
}

/** A row per endpoint: does it take what it is sent? */
export function endpointHealthRows({ endpoints, health, endpointTraffic, backlogs }: Overview) {
  return endpoints.map((endpoint) => {
    const { id, url, description, state, disabledReason } = endpoint
    const went = endpointTraffic.find((each) => each.endpointId === id)
    const queue = backlogs.find((each) => each.endpointId === id)
    const { delivered = 0, failed = 0 } = went ?? {}
    return {
      id: idText("endpoint", id),
      ...{ url, description, state },
      disabled_reason: disabledReason,
      failing_since: health(id).failingSince?.toISOString() ?? null,
      delivered_24h: delivered,
      failed_24h: failed,
      success_rate: delivered + failed === 0 ? null : delivered / (delivered + failed),
      backlog: queue?.backlog ?? 0,
      oldest_due_at: queue?.oldestDueAt?.toISOString() ?? null,
      last_attempt_at: went?.lastAttemptAt?.toISOString() ?? null,
      last_status: queue?.lastStatus ?? null,
      last_cause: queue?.lastCause ?? null,
    }
  })
}

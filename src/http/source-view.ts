import { idText } from "../ids.ts"
import { countQuarantinedOfSources } from "../inbox/count-quarantined-of-sources.ts"
import { findSourceActivity, type SourceActivity } from "../inbox/find-source-activity.ts"
import { secretCounts, type Source } from "../merchants/source.ts"
import { findProvider } from "../providers/index.ts"
import { findApiStandings, type ApiStanding } from "../reconcile/find-api-standings.ts"
import type { Hub } from "./hub.ts"
import { liveSecretsOf } from "./source-secrets.ts"

export type SourceView = ReturnType<typeof sourceView>

/** Writes these sources of one merchant, each with what it was sent of late. */
export async function viewSources(
  hub: Hub,
  sources: readonly Source[],
): Promise<(source: Source) => SourceView> {
  const [first] = sources
  const { merchantId } = first ?? {}
  if (merchantId === undefined) return (source) => sourceView(hub, source, {})
  const wanted = { merchantId, sourceIds: sources.map(({ id }) => id) }
  const [activity, quarantined, standings] = await Promise.all([
    findSourceActivity(hub.pool, wanted),
    countQuarantinedOfSources(hub.pool, merchantId),
    findApiStandings(hub.pool, wanted),
  ])
  return (source) =>
    sourceView(hub, source, {
      activity: activity(source.id),
      quarantined: quarantined.get(source.id),
      standing: standings.get(source.id),
    })
}

export async function viewSource(hub: Hub, source: Source): Promise<SourceView> {
  return (await viewSources(hub, [source]))(source)
}

function sourceView(
  hub: Hub,
  source: Source,
  found: {
    readonly activity?: SourceActivity | undefined
    readonly quarantined?: number | undefined
    readonly standing?: ApiStanding | undefined
  },
) {
  const { activity, quarantined = 0, standing } = found
  return {
    id: idText("source", source.id),
    name: source.name,
    provider: source.provider,
    live: source.live,
    receive_url: hub.receiveUrl(source.id),
    settings: source.settings,
    secrets: secretCounts(source.secrets),
    live_secrets: liveSecretsOf(hub.keyring, source),
    has_credentials: source.hasCredentials,
    activity: {
      last_message_at: activity?.lastMessageAt?.toISOString() ?? null,
      last_verified_at: activity?.lastVerifiedAt?.toISOString() ?? null,
      received: activity?.received ?? 0,
      verified: activity?.verified ?? 0,
      counted_since: activity?.countedSince?.toISOString() ?? null,
      quarantined,
    },
    api: {
      state: apiState(source, standing),
      failing_since: standing?.failingSince?.toISOString() ?? null,
      finding: standing?.finding ?? null,
      detail: standing?.detail ?? null,
    },
    sandbox: source.isSandbox,
    disabled_at: source.disabledAt?.toISOString() ?? null,
    created_at: source.createdAt.toISOString(),
    updated_at: source.updatedAt.toISOString(),
  }
}

export const API_STATES = ["none", "no_credentials", "not_asked", "answers", "fails"] as const

function apiState(source: Source, standing: ApiStanding | undefined): (typeof API_STATES)[number] {
  if (findProvider(source.provider)?.api === undefined) return "none"
  if (!source.hasCredentials) return "no_credentials"
  if (standing === undefined) return "not_asked"
  return standing.failingSince === null ? "answers" : "fails"
}

import type { HubClient } from "../hub-client.ts"

/** A payout or a batch with its history, as far as the demo reads it. */
export interface LedgerSubject {
  readonly id: string
  readonly status: string
  readonly failure?: { readonly code: string; readonly advice: string } | null
  readonly history: readonly LedgerEntry[]
}

export interface LedgerEntry {
  readonly applied: boolean
  readonly status: string
  readonly previous_status: string | null
  readonly reason: string | null
  readonly refused_because: string | null
  readonly via: string
  readonly wire_event: string
}

/** What the hub's ledger knows under a provider's id; undefined: nothing yet. */
export async function readLedger(
  hub: HubClient,
  route: "/v1/payouts" | "/v1/batches",
  of: { readonly providerId: string; readonly sourceId: string },
): Promise<LedgerSubject | undefined> {
  const { data } = await hub.get<{ data: readonly { id: string }[] }>(route, {
    provider_id: of.providerId,
    source_id: of.sourceId,
  })
  const [first] = data
  return first && hub.get<LedgerSubject>(`${route}/${encodeURIComponent(first.id)}`)
}

/** `pending → paid`; what it is first is all there is to say. */
export function movementText(entry: LedgerEntry, failure: LedgerSubject["failure"]): string {
  const { applied, status, previous_status: before, reason, refused_because: why } = entry
  if (!applied) return `${status} already: kept as ${why ?? "refused"}`
  const because = reason === null ? "" : ` (${reason})`
  const advice = status === "failed" && failure ? `, advice: ${failure.advice}` : ""
  return `${before === null || before === status ? "" : `${before} → `}${status}${because}${advice}`
}

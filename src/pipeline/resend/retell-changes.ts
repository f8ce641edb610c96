import type { Dialect, TellingEndpoint } from "../../delivery/dialect.ts"
import { findWordsBefore } from "../../delivery/find-words-before.ts"
import { findChanges, type KnownChange } from "../../ledger/find-changes.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { eventOfChange } from "../../payout/event-of-change.ts"
import type { Destination, PaidoutEvent } from "../../payout/event.ts"
import { subjectOf } from "../../payout/canonical.ts"
import type { Pool } from "../../postgres/pool.ts"
import { findChangedDestinations } from "../deliver/find-changed-destinations.ts"
import { findToldEvents } from "./find-told-events.ts"
import type { SourceCache } from "../receive/source-cache.ts"

/** Whom it is told: see DeliveryTarget. */
export interface Hearer {
  readonly dialect: Dialect
  readonly endpoint: TellingEndpoint
}

/** A delivery of an event that is to be told once more. */
export interface Retelling {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly eventId: string
  readonly subjectId: string
  readonly hearer: Hearer
}

/** `unknown`: the ledger does not hold enough of it. `unsaid`: the dialect has no words for it now. */
export type Retold = { readonly frozen: Buffer } | "unknown" | "unsaid"

/**
 * Tells changes again, by delivery: each as it stood then, after what the endpoint had been told
 * before it, under the endpoint's settings of today.
 */
export async function retellChanges(
  context: {
    readonly pool: Pool
    readonly keyring: Keyring
    readonly sources: Pick<SourceCache, "find">
  },
  retellings: readonly Retelling[],
): Promise<ReadonlyMap<string, Retold>> {
  if (retellings.length === 0) return new Map()
  const found = await findChanges(context.pool, retellings)
  const known = new Map(found.map((each) => [each.change.eventId, each]))
  const beside = await findBeside(
    context,
    retellings.filter(({ hearer }) => !hearer.dialect.sharesBodies),
    known,
  )
  return new Map(
    retellings.map((retelling): [string, Retold] => {
      const { deliveryId, eventId, hearer } = retelling
      const event = known.get(eventId)
      if (event === undefined) return [deliveryId, "unknown"]
      const { id, sourceId } = subjectOf(event.change)
      const destination = beside.destinations.get(id) ?? null
      const account = beside.accounts.get(sourceId) ?? null
      const change = {
        ...event.change,
        told: beside.told.get(eventId) ?? toldBy(event, { destination, account }),
        destination,
        toldBefore: beside.words.get(deliveryId) ?? null,
      }
      return [deliveryId, hearer.dialect.tell(change, hearer.endpoint) ?? "unsaid"]
    }),
  )
}

/** What only a provider's dialect says, for those that are told in one. */
async function findBeside(
  context: Parameters<typeof retellChanges>[0],
  own: readonly Retelling[],
  known: ReadonlyMap<string, KnownChange>,
) {
  const changes = own.flatMap(({ eventId }) => known.get(eventId) ?? [])
  if (changes.length === 0) return NOTHING
  const { pool, keyring, sources } = context
  const accounts = new Map<string, string>()
  for (const { change } of changes) {
    const { sourceId } = subjectOf(change)
    const account = (await sources.find(sourceId))?.settings.account
    if (account !== undefined) accounts.set(sourceId, account)
  }
  const [words, destinations, told] = await Promise.all([
    findWordsBefore(pool, own),
    findChangedDestinations(pool, changes, keyring),
    findToldEvents(context, changes),
  ])
  return { accounts, words, destinations, told }
}

const NOTHING: {
  readonly accounts: ReadonlyMap<string, string>
  readonly words: ReadonlyMap<string, string>
  readonly destinations: ReadonlyMap<string, Destination>
  readonly told: ReadonlyMap<string, PaidoutEvent>
} = { accounts: new Map(), words: new Map(), destinations: new Map(), told: new Map() }

/** The event that told it, as far as the ledger can say. */
function toldBy(
  { change, aliases }: KnownChange,
  beside: { readonly destination: Destination | null; readonly account: string | null },
): PaidoutEvent {
  const event = eventOfChange(change, beside)
  return event.subject === "payout" ? { ...event, aliases } : event
}

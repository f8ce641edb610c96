import { findMessageBodies } from "../../inbox/find-message-bodies.ts"
import { findNames, type Name } from "../../ledger/names.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findProvider } from "../../providers/index.ts"
import type { Decoded } from "../../providers/provider.ts"
import { decodeSettings } from "../settle/read-messages.ts"
import { sourcesOnce } from "./release-part.ts"

/** What a stored request says, whether or not it was let in. */
export interface ReceivedNews {
  readonly decoded: Decoded
  /** The first of its events. */
  readonly events: readonly AboutEvent[]
  /** All of its events. */
  readonly eventCount: number
}

export interface AboutEvent {
  readonly event: PaidoutEvent
  /** UUID of the payout, batch or payment; null: the ledger has not heard of it. */
  readonly subjectId: string | null
}

interface Read {
  readonly id: string
  readonly sourceId: string
  readonly decoded: Decoded
}

/**
 * Decodes stored requests again, by their ids, and finds what they are about; those whose body was
 * pruned, or whose provider is gone, are missing. The caller bounds how many.
 */
export async function readReceived(
  context: { readonly pool: Queryable; readonly keyring: Keyring },
  wanted: {
    readonly merchantId: string
    readonly ids: readonly string[]
    /** Per message. */
    readonly eventsMax: number
  },
): Promise<ReadonlyMap<string, ReceivedNews>> {
  const { merchantId, eventsMax } = wanted
  const read = await decodeStored(context, wanted)
  const names = read.flatMap(({ sourceId, decoded }) =>
    eventsOf(decoded)
      .slice(0, eventsMax)
      .map((event) => nameOf(event, { merchantId, sourceId })),
  )
  const taken = names.length === 0 ? [] : await findNames(context.pool, names)
  const subjects = new Map(taken.map((name) => [nameKey(name), name.subjectId]))
  return new Map(
    read.map(({ id, sourceId, decoded }) => {
      const events = eventsOf(decoded)
      const about = events.slice(0, eventsMax).map((event) => ({
        event,
        subjectId: subjects.get(nameKey(nameOf(event, { merchantId, sourceId }))) ?? null,
      }))
      return [id, { decoded, events: about, eventCount: events.length }]
    }),
  )
}

async function decodeStored(
  { pool, keyring }: { readonly pool: Queryable; readonly keyring: Keyring },
  wanted: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<readonly Read[]> {
  const { merchantId, ids } = wanted
  if (ids.length === 0) return []
  const sources = sourcesOnce(pool, keyring, merchantId)
  const bodies = await findMessageBodies(
    pool,
    ids.map((id) => ({ merchantId, id })),
  )
  const read: Read[] = []
  for (const { id, sourceId, headers, bodySealed } of bodies) {
    const source = await sources(sourceId)
    const provider = source && findProvider(source.provider)
    if (source === undefined || provider === undefined) continue
    const body = await keyring.open(merchantId, bodySealed)
    read.push({ id, sourceId, decoded: provider.decode({ headers, body }, decodeSettings(source)) })
  }
  return read
}

/** What the provider calls it; null: not understood so far. */
export function wireEventOf(decoded: Decoded): string | null {
  return decoded.outcome === "events" ? (decoded.events[0]?.wireEvent ?? null) : decoded.wireEvent
}

function eventsOf(decoded: Decoded): readonly PaidoutEvent[] {
  return decoded.outcome === "events" ? decoded.events : []
}

function nameOf(
  event: PaidoutEvent,
  of: { readonly merchantId: string; readonly sourceId: string },
): Name {
  return { ...of, kind: event.subject, name: event.providerId }
}

function nameKey({ sourceId, kind, name }: Name): string {
  return `${sourceId}\n${kind}\n${name}`
}

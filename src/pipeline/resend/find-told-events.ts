import { findMessageBodies } from "../../inbox/find-message-bodies.ts"
import type { KnownChange } from "../../ledger/find-changes.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { subjectOf, type Change } from "../../payout/canonical.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findProvider } from "../../providers/index.ts"
import { decodeSettings } from "../settle/read-messages.ts"
import type { SourceCache } from "../receive/source-cache.ts"

/**
 * The events that told these changes, by event id, decoded again where the webhook is still there:
 * it names the merchant account and the provider's order, which the ledger does not keep.
 */
export async function findToldEvents(
  context: {
    readonly pool: Queryable
    readonly keyring: Pick<Keyring, "open">
    readonly sources: Pick<SourceCache, "find">
  },
  known: readonly KnownChange[],
): Promise<ReadonlyMap<string, PaidoutEvent>> {
  const messages = known.flatMap(({ change: { merchantId }, messageId }) =>
    messageId === null ? [] : [{ merchantId, id: messageId }],
  )
  const told = new Map<string, PaidoutEvent>()
  if (messages.length === 0) return told
  const once = new Map(messages.map((message) => [message.id, message]))
  const bodies = await findMessageBodies(context.pool, [...once.values()])
  for (const { merchantId, id, sourceId, headers, bodySealed } of bodies) {
    const source = await context.sources.find(sourceId)
    const provider = source && findProvider(source.provider)
    if (source === undefined || provider === undefined) continue
    const body = await context.keyring.open(merchantId, bodySealed)
    const decoded = provider.decode({ headers, body }, decodeSettings(source))
    if (decoded.outcome !== "events") continue
    for (const { change, messageId } of known) {
      const event = messageId === id && decoded.events.find((each) => tells(each, change))
      if (event) told.set(change.eventId, event)
    }
  }
  return told
}

function tells(event: PaidoutEvent, change: Change): boolean {
  if (event.subject !== change.subject || event.wireEvent !== change.wireEvent) return false
  const { providerId } = subjectOf(change)
  const names = event.subject === "payout" ? [event.providerId, ...event.aliases] : []
  return event.providerId === providerId || (providerId !== null && names.includes(providerId))
}

import { newUuid } from "../../ids.ts"
import { findEventKeys } from "../../ledger/find-event-keys.ts"
import { claimOf, withoutFinalParts } from "../../payout/claim.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { findProvider } from "../../providers/index.ts"
import { holdEvents } from "../../reconcile/hold-events.ts"
import { preferHeldEvents } from "../../reconcile/prefer-held-events.ts"
import { eventKeyHash } from "../apply/event-key-hash.ts"
import type { ToldEvent } from "../settle/read-messages.ts"

/** Does a source set so want final news confirmed? Only news that anybody with a password may tell. */
export function wantsConfirmation(source: {
  readonly provider: string
  readonly settings: Readonly<Record<string, unknown>>
}): boolean {
  return (
    source.settings["confirm"] === "final" &&
    findProvider(source.provider)?.isStaticallyAuthenticated === true
  )
}

/**
 * Takes out what must be confirmed before it is believed, and holds it, in the transaction that
 * settles its message: before names and payouts are locked, in one order for all. What was heard and
 * believed before says nothing new, and goes on as the duplicate that it is. What is not final goes
 * on without what it says finally in passing.
 */
export async function holdUnconfirmed(
  client: PoolClient,
  told: readonly ToldEvent[],
  settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Promise<{ readonly toApply: readonly ToldEvent[]; readonly heldCount: number }> {
  const wary = told.filter(({ message: { provider, sourceId } }) =>
    wantsConfirmation({ provider, settings: settings.get(sourceId) ?? {} }),
  )
  if (wary.length === 0) return { toApply: told, heldCount: 0 }
  const claiming = wary.filter(({ event }) => claimOf(event) !== null)
  const heard = claiming.length === 0 ? new Set<string>() : await heardBefore(client, claiming)
  const held = new Set(claiming.filter((each) => !heard.has(keyOf(each))))
  const known = wary.filter((each) => !held.has(each))
  if (known.length > 0) await preferHeldEvents(client, known.map(subjectOf))
  const heldCount = held.size === 0 ? 0 : await holdEvents(client, [...held].flatMap(heldEvent))
  const modest = new Set(wary.filter(({ event }) => claimOf(event) === null))
  const toApply = told
    .filter((each) => !held.has(each))
    .map((each) => (modest.has(each) ? { ...each, event: withoutFinalParts(each.event) } : each))
  return { toApply, heldCount }
}

async function heardBefore(
  client: PoolClient,
  told: readonly ToldEvent[],
): Promise<ReadonlySet<string>> {
  const keys = told.map(({ message: { merchantId, sourceId }, event }) => ({
    merchantId,
    sourceId,
    keyHash: eventKeyHash("webhook", event),
  }))
  const found = await findEventKeys(client, keys)
  return new Set(found.map(({ sourceId, keyHash }) => `${sourceId} ${keyHash}`))
}

function keyOf({ message, event }: ToldEvent): string {
  return `${message.sourceId} ${eventKeyHash("webhook", event)}`
}

function subjectOf({
  message: { merchantId, sourceId },
  event: { subject, providerId },
}: ToldEvent) {
  return { merchantId, sourceId, subject, providerId }
}

function heldEvent({ message, event }: ToldEvent) {
  const status = claimOf(event)
  const { merchantId, sourceId, id: messageId } = message
  if (status === null || messageId === null) return []
  const { subject, providerId, wireEvent } = event
  return [
    {
      ...{ merchantId, id: newUuid(), sourceId, messageId, subject, providerId, status, wireEvent },
      batchProviderId: event.subject === "payout" ? event.batchProviderId : null,
      reference: event.subject === "batch" ? null : event.reference,
    },
  ]
}

import { createHash } from "node:crypto"

import { newUuid } from "../ids.ts"
import { closeAttention } from "../ledger/close-attention.ts"
import { insertEventKeys } from "../ledger/insert-event-keys.ts"
import { insertHistory } from "../ledger/insert-history.ts"
import { openAttention } from "../ledger/open-attention.ts"
import type { Change } from "../payout/canonical.ts"
import type { HistoryEntry } from "../payout/history.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { ApplyContext, ReadyEvent } from "./applied.ts"
import { applyBatches } from "./apply-batches.ts"
import { applyPayments } from "./apply-payments.ts"
import { applyPayouts } from "./apply-payouts.ts"
import type { ToldEvent } from "./read-messages.ts"
import { resolveNames, type ResolvedEvent } from "./resolve-names.ts"

/**
 * Applies events to the ledger, in the caller's transaction: webhooks, polls, timers and
 * operators all come through here. Returns the changes that endpoints are to be told.
 */
export async function applyEvents(
  client: PoolClient,
  events: readonly ToldEvent[],
  context: ApplyContext,
): Promise<{ changes: readonly Change[]; entries: readonly HistoryEntry[] }> {
  if (events.length === 0) return { changes: [], entries: [] }
  const ready = await markRepeated(client, await resolveNames(client, events), context)
  const applied = [
    await applyPayouts(client, ready, context),
    await applyBatches(client, ready),
    await applyPayments(client, ready),
  ]
  const entries = applied.flatMap((each) => each.entries)
  await insertHistory(client, entries)
  const toOpen = applied.flatMap((each) => each.toOpen)
  const toClose = applied.flatMap((each) => each.toClose)
  if (toOpen.length > 0) await openAttention(client, toOpen)
  if (toClose.length > 0) await closeAttention(client, toClose)
  return { changes: applied.flatMap((each) => each.changes), entries }
}

/** The first of equal events is new, the others of this batch and of all time are repeats. */
async function markRepeated(
  client: PoolClient,
  events: readonly ResolvedEvent[],
  context: ApplyContext,
): Promise<readonly ReadyEvent[]> {
  const keyed = events.map((resolved) => {
    const { merchantId, sourceId } = resolved.told.message
    return { resolved, key: { merchantId, sourceId, keyHash: keyHash(context, resolved) } }
  })
  const first = new Map(keyed.map(({ key }) => [`${key.sourceId}${key.keyHash}`, key] as const))
  const fresh = new Set(
    (await insertEventKeys(client, [...first.values()])).map(
      (key) => `${key.sourceId}${key.keyHash}`,
    ),
  )
  return keyed.map(({ resolved, key }) => ({
    ...resolved,
    eventId: newUuid(),
    // `delete` is true for the first of them only.
    isRepeated: !fresh.delete(`${key.sourceId}${key.keyHash}`),
    teller: {
      via: context.via,
      tier: context.tier,
      messageId: resolved.told.message.id,
      recordedAt: context.now,
      note: null,
    },
  }))
}

/** A read that says what a webhook said is another fact: the tier is part of the key. */
function keyHash(context: ApplyContext, { told }: ResolvedEvent): string {
  const hex = createHash("sha256")
    .update(`${context.tier}:${told.event.subject}:${told.event.key}`)
    .digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

import type { AttentionToClose } from "../ledger/close-attention.ts"
import { insertEventKeys, type EventKey } from "../ledger/insert-event-keys.ts"
import { insertHistory } from "../ledger/insert-history.ts"
import type { Change } from "../payout/canonical.ts"
import type { HistoryEntry } from "../payout/history.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { ApplyContext, ReadyEvent, ToAsk } from "./apply/applied.ts"
import { applyBatches } from "./apply/apply-batches.ts"
import { applyPayments } from "./apply/apply-payments.ts"
import { applyPayouts } from "./apply/apply-payouts.ts"
import { keepAttention } from "./apply/keep-attention.ts"
import type { ToldEvent } from "./settle/read-messages.ts"
import { eventKeyHash } from "./apply/event-key-hash.ts"
import { resolveNames, type ResolvedEvent } from "./apply/resolve-names.ts"
import { watchDoublePayments } from "./apply/watch-double-payments.ts"

export interface AppliedEvents {
  readonly changes: readonly Change[]
  readonly entries: readonly HistoryEntry[]
  readonly toAsk: readonly ToAsk[]
  /** Items of what moved on; for `keepPolls`. */
  readonly unstuck: readonly AttentionToClose[]
}

/**
 * Applies events to the ledger, in the caller's transaction: webhooks, polls, timers and
 * operators all come through here. Returns the changes that endpoints are to be told.
 */
export async function applyEvents(
  client: PoolClient,
  events: readonly ToldEvent[],
  context: ApplyContext,
): Promise<AppliedEvents> {
  if (events.length === 0) return { changes: [], entries: [], toAsk: [], unstuck: [] }
  const ready = await markRepeated(client, await resolveNames(client, events), context)
  const applied = [
    await applyPayouts(client, ready, context),
    await applyBatches(client, ready, context),
    await applyPayments(client, ready, context),
  ]
  const entries = applied
    .flatMap((each) => each.entries)
    .filter(({ refusedBecause }) => !(context.dropsRepeats && refusedBecause === "duplicate"))
  if (entries.length > 0) context.later(() => insertHistory(client, entries))
  const attention = applied.map((each) => each.attention)
  const unstuck = keepAttention(client, attention, context.later)
  const changes = applied.flatMap((each) => each.changes)
  await watchDoublePayments(client, changes, context.later)
  return {
    changes,
    entries,
    toAsk: attention.flatMap((each) => each.toAsk),
    unstuck,
  }
}

/**
 * The first of equal events is new, the others of this batch and of all time are repeats. Of a
 * subject that is new nothing can have been heard, so its keys need no answer.
 */
async function markRepeated(
  client: PoolClient,
  events: readonly ResolvedEvent[],
  context: ApplyContext,
): Promise<readonly ReadyEvent[]> {
  const fresh = new Set<string>()
  const toAsk = new Map<string, EventKey>()
  const toKeep = new Map<string, EventKey>()
  const keyed = events.map((resolved) => {
    const { merchantId, sourceId } = resolved.told.message
    const key = { merchantId, sourceId, keyHash: eventKeyHash(context.tier, resolved.told.event) }
    const id = `${sourceId} ${key.keyHash}`
    if (resolved.isNew) {
      fresh.add(id)
      toKeep.set(id, key)
    } else toAsk.set(id, key)
    return { resolved, id }
  })
  if (toKeep.size > 0) context.later(() => insertEventKeys(client, [...toKeep.values()]))
  if (toAsk.size > 0) {
    for (const key of await insertEventKeys(client, [...toAsk.values()])) {
      fresh.add(`${key.sourceId} ${key.keyHash}`)
    }
  }
  return keyed.map(({ resolved, id }) => ({
    ...resolved,
    // `delete` is true for the first of them only.
    isRepeated: !fresh.delete(id),
    teller: {
      via: context.via,
      tier: context.tier,
      messageId: resolved.told.message.id,
      readingId: resolved.told.readingId ?? null,
      recordedAt: resolved.told.recordedAt ?? context.now,
      note: resolved.told.note ?? null,
    },
  }))
}

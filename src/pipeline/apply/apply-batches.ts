import { newUuid } from "../../ids.ts"
import { lockBatches } from "../../ledger/lock-batches.ts"
import type { SubjectId } from "../../ledger/lock-payouts.ts"
import { lockNames } from "../../ledger/names.ts"
import { saveBatches } from "../../ledger/save-batches.ts"
import { applyBatchEvent, type BatchState } from "../../payout/apply-batch.ts"
import type { Change } from "../../payout/canonical.ts"
import type { HistoryEntry } from "../../payout/history.ts"
import { standingOf } from "../../payout/standing.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Applied } from "../apply-outcome.ts"
import type { ApplyContext, ReadyEvent, ToAsk } from "./applied.ts"
import { AttentionChanges, type Move } from "./attention-changes.ts"

/** Applies the batch events among these, one after another, each batch read and written once. */
export async function applyBatches(
  client: PoolClient,
  ready: readonly ReadyEvent[],
  context: ApplyContext,
): Promise<Applied> {
  const ids = new Map<string, SubjectId>()
  for (const { told, subjectId } of ready) {
    if (told.event.subject !== "batch") continue
    ids.set(subjectId, { merchantId: told.message.merchantId, id: subjectId })
  }
  const entries: HistoryEntry[] = []
  const changes: Change[] = []
  const attention = new AttentionChanges(context)
  if (ids.size === 0) return { entries, changes, attention }

  const locked = await lockExisting(client, ready, [...ids.values()])
  const states = new Map(locked.map((state) => [state.id, state]))
  for (const each of ready) {
    const { event, message, live } = each.told
    if (event.subject !== "batch") continue
    const { merchantId, sourceId, provider } = message
    const before = states.get(each.subjectId)
    const { state, entry, conflict } = applyBatchEvent(before, event, {
      identity: { merchantId, id: each.subjectId, sourceId, provider, live },
      teller: each.teller,
      // Made under the lock, so that a history's ids ascend in the order applied.
      eventId: newUuid(),
      isRepeated: each.isRepeated,
    })
    states.set(each.subjectId, state)
    entries.push(entry)
    const about = { merchantId, sourceId, provider, subject: "batch", subjectId: state.id } as const
    const detail = { stands: state.status, claimed: entry.status, event_id: entry.id }
    attention.conflict(about, conflict, detail)
    moveAttention(attention, before, { about, state, moved: entry.applied, detail })
    if (before === undefined && (!each.isNew || isPayoutsBatch(ready, state.id))) {
      attention.batchesLearned.push({ merchantId, id: state.id })
    }
    if (entry.refusedBecause === "currency_mismatch") {
      attention.open(about, "amount_mismatch", detail)
      if (context.tier !== "read") attention.ask(about)
    } else if (before !== undefined && context.tier === "read" && event.counters !== null) {
      attention.close(about, "amount_mismatch", "the provider's API names the same currency")
    }
    // It tells how many, not which: its payouts are asked for. An operator's word tells the provider
    // nothing.
    if (entry.applied && context.tier === "webhook") attention.ask(about)
    if (entry.type === null || entry.sequence === null) continue
    changes.push({
      subject: "batch",
      batch: state,
      eventId: entry.id,
      merchantId,
      type: entry.type,
      previousStatus: entry.previousStatus,
      sequence: entry.sequence,
      at: entry.recordedAt,
      occurredAt: entry.occurredAt,
      wireEvent: entry.wireEvent,
      told: event,
    })
  }
  context.later(() => saveBatches(client, [...states.values()]))
  return { entries, changes, attention }
}

function moveAttention(
  attention: AttentionChanges,
  before: BatchState | undefined,
  moved: {
    readonly about: ToAsk
    readonly state: BatchState
    readonly moved: boolean
    readonly detail: Move["detail"]
  },
): void {
  const { about, state, detail } = moved
  const is = standingOf(state.facts)
  if (is === undefined) return
  const was = before === undefined ? undefined : standingOf(before.facts)
  const wasMovedAt = before?.updatedAt ?? null
  attention.move(about, { was, is, wasMovedAt, moved: moved.moved, detail })
}

/** Some of its payouts are told together with it. */
function isPayoutsBatch(ready: readonly ReadyEvent[], id: string): boolean {
  return ready.some(({ told, batchId }) => told.event.subject === "payout" && batchId === id)
}

/**
 * A batch whose payouts were heard of first has a name and no row yet, so two workers that first
 * hear of the batch itself have no row to wait at: they meet at its name.
 */
async function lockExisting(
  client: PoolClient,
  ready: readonly ReadyEvent[],
  ids: readonly SubjectId[],
): Promise<readonly BatchState[]> {
  const locked = await lockBatches(client, ids)
  const found = new Set(locked.map((state) => state.id))
  const reserved = ready.filter(
    ({ told, subjectId, isNew }) =>
      told.event.subject === "batch" && !isNew && !found.has(subjectId),
  )
  if (reserved.length === 0) return locked
  await lockNames(
    client,
    reserved.map(({ told: { message, event } }) => ({
      merchantId: message.merchantId,
      sourceId: message.sourceId,
      kind: "batch",
      name: event.providerId,
    })),
  )
  const missing = ids.filter(({ id }) => !found.has(id))
  return [...locked, ...(await lockBatches(client, missing))]
}

import { newUuid } from "../ids.ts"
import { lockBatches } from "../ledger/lock-batches.ts"
import type { SubjectId } from "../ledger/lock-payouts.ts"
import { lockNames } from "../ledger/names.ts"
import { saveBatches } from "../ledger/save-batches.ts"
import { applyBatchEvent, type BatchState } from "../payout/apply-batch.ts"
import type { Change } from "../payout/canonical.ts"
import type { HistoryEntry } from "../payout/history.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { Applied, ApplyContext, ReadyEvent } from "./applied.ts"
import { AttentionChanges } from "./attention-changes.ts"

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
  const attention = new AttentionChanges()
  if (ids.size === 0) return { entries, changes, toOpen: [], toClose: [], toAsk: [] }

  const locked = await lockExisting(client, ready, [...ids.values()])
  const states = new Map(locked.map((state) => [state.id, state]))
  for (const each of ready) {
    const { event, message, live } = each.told
    if (event.subject !== "batch") continue
    const { merchantId, sourceId, provider } = message
    const { state, entry, conflict } = applyBatchEvent(states.get(each.subjectId), event, {
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
    if (entry.refusedBecause === "currency_mismatch") {
      attention.open(about, "amount_mismatch", detail)
      if (context.tier !== "read") attention.ask(about)
    }
    // It tells how many, not which: its payouts are asked for.
    if (entry.applied && context.tier !== "read") attention.ask(about)
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
  const { toOpen, toClose, toAsk } = attention
  return { entries, changes, toOpen, toClose, toAsk }
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

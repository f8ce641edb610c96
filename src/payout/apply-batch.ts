import type { Batch } from "./batch.ts"
import type { BatchCounters, BatchEvent } from "./event.ts"
import { compareText, NO_FACTS, type FactTable } from "./facts.ts"
import type { HistoryEntry, RefusedBecause, Teller } from "./history.ts"
import { laterOf } from "./later-of.ts"
import type { BatchStatus, PayoutStatus } from "./status.ts"
import { conflictChange, type ConflictChange } from "./standing.ts"
import { transition } from "./transition.ts"

export interface BatchState extends Batch {
  readonly facts: FactTable
}

export interface BatchIdentity {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly live: boolean
}

/** A batch walks the same table as a payout, with `done` in the place of `paid`. */
const AS_PAYOUT = {
  pending: "pending",
  processing: "processing",
  done: "paid",
  cancelled: "cancelled",
} as const satisfies Record<BatchStatus, PayoutStatus>

/**
 * Applies one event to one batch. Counters only grow towards settled, so of two sets the one with
 * more settled items stands, whatever the order of arrival; a new set is news of its own. An event
 * in another currency is held: kept in history, not counted.
 */
export function applyBatchEvent(
  current: BatchState | undefined,
  event: BatchEvent,
  told: { identity: BatchIdentity; teller: Teller; eventId: string; isRepeated: boolean },
): { state: BatchState; entry: HistoryEntry; conflict: ConflictChange } {
  const before = current ?? firstState(event, told.identity, told.teller)
  const entryBase = {
    ...told.teller,
    merchantId: before.merchantId,
    id: told.eventId,
    subject: "batch",
    subjectId: before.id,
    certainty: "confirmed",
    wireEvent: event.wireEvent,
    failure: null,
    occurredAt: event.occurredAt,
  } as const
  const refuse = (because: RefusedBecause, state: BatchState, conflict: ConflictChange) => ({
    state,
    conflict,
    entry: {
      ...entryBase,
      applied: false,
      sequence: null,
      status: event.status,
      previousStatus: before.status,
      reason: event.reason,
      refusedBecause: because,
      type: null,
    },
  })
  if (told.isRepeated && current !== undefined) return refuse("duplicate", before, null)
  if (inAnotherCurrency(before.counters, event.counters)) {
    return refuse("currency_mismatch", before, null)
  }

  const moved = transition(before.facts, {
    status: AS_PAYOUT[event.status],
    tier: told.teller.tier,
    reason: event.reason,
    failure: null,
    order: event.order,
  })
  const counters = furtherCounters(before.counters, event.counters)
  const applied = moved.outcome === "applied" || counters !== before.counters
  const status = moved.after.status === "paid" ? "done" : asBatchStatus(moved.after.status)
  const state: BatchState = {
    ...before,
    facts: moved.facts,
    status,
    reason: moved.after.reason,
    counters,
    sequence: before.sequence + (applied ? 1 : 0),
    updatedAt: applied ? laterOf(before.updatedAt, told.teller.recordedAt) : before.updatedAt,
  }
  const conflict = conflictChange(moved.before, moved.after)
  if (!applied) {
    return refuse(moved.outcome === "refused" ? moved.because : "duplicate", state, conflict)
  }
  return {
    state,
    conflict,
    entry: {
      ...entryBase,
      applied: true,
      sequence: state.sequence,
      status,
      previousStatus: current === undefined ? null : before.status,
      reason: state.reason,
      refusedBecause: null,
      type: `batch.${status}`,
      ...(counters !== null && { detail: { counters } }),
    },
  }
}

function asBatchStatus(status: PayoutStatus): BatchStatus {
  if (status === "pending" || status === "processing" || status === "cancelled") return status
  throw new Error(`A batch cannot be ${status}.`)
}

function furtherCounters(a: BatchCounters | null, b: BatchCounters | null): BatchCounters | null {
  if (a === null || b === null) return a ?? b
  const bySettled = settledCount(b) - settledCount(a)
  return bySettled > 0 || (bySettled === 0 && compareText(countersText(b), countersText(a)) > 0)
    ? b
    : a
}

function inAnotherCurrency(a: BatchCounters | null, b: BatchCounters | null): boolean {
  return a !== null && b !== null && a.currency !== b.currency
}

function settledCount(counters: BatchCounters): number {
  return counters.success.count + counters.failed.count + counters.cancelled.count
}

function countersText(counters: BatchCounters): string {
  return [counters.success, counters.failed, counters.cancelled, counters.pending]
    .map((counter) => `${counter.count}/${counter.amount}`)
    .join(" ")
}

function firstState(event: BatchEvent, identity: BatchIdentity, teller: Teller): BatchState {
  return {
    ...identity,
    providerId: event.providerId,
    status: event.status,
    reason: null,
    sequence: 0,
    counters: null,
    facts: NO_FACTS,
    createdAt: teller.recordedAt,
    updatedAt: teller.recordedAt,
  }
}

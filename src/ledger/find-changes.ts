import type { BatchState } from "../payout/apply-batch.ts"
import type { PaymentState } from "../payout/apply-payment.ts"
import type { PayoutState } from "../payout/apply-payout.ts"
import type { Change } from "../payout/canonical.ts"
import {
  REASONS,
  type BatchStatus,
  type PaymentStatus,
  type PayoutStatus,
  type Reason,
} from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"
import { findAppliedEntries, type AppliedEntry } from "./find-applied-entries.ts"
import { findBatches } from "./find-batches.ts"
import { findPayments } from "./find-payments.ts"
import { findPayouts } from "./find-payouts.ts"
import { countersOf, paidChargeOf } from "./history-detail.ts"

/** A change that was read back. */
export interface KnownChange {
  readonly change: Change
  /** The message that told it, if one did. */
  readonly messageId: string | null
  /** The further names under which a payout was told of. */
  readonly aliases: readonly string[]
}

/**
 * Changes read back: each thing as it stood after the change, by its history, with what describes
 * it as it is known now. An event that is not in the ledger, or of which too little was kept, is not
 * among them.
 */
export async function findChanges(
  queryable: Queryable,
  events: readonly { readonly merchantId: string; readonly eventId: string }[],
): Promise<readonly KnownChange[]> {
  const entries = await findAppliedEntries(queryable, events)
  const idsOf = (subject: AppliedEntry["subject"]) => {
    const own = entries.filter((entry) => entry.subject === subject)
    return own.map(({ merchantId, subjectId }) => ({ merchantId, id: subjectId }))
  }
  const [payouts, batches, payments] = await Promise.all([
    findSubjects(idsOf("payout"), (ids) => findPayouts(queryable, ids)),
    findSubjects(idsOf("batch"), (ids) => findBatches(queryable, ids)),
    findSubjects(idsOf("payment"), (ids) => findPayments(queryable, ids)),
  ])
  return entries.flatMap((entry) => {
    const change = changeAt(entry, { payouts, batches, payments })
    if (change === undefined) return []
    const { messageId, detail } = entry
    return [{ change, messageId, aliases: detail?.aliases ?? [] }]
  })
}

function changeAt(
  entry: AppliedEntry,
  now: {
    readonly payouts: ReadonlyMap<string, PayoutState>
    readonly batches: ReadonlyMap<string, BatchState>
    readonly payments: ReadonlyMap<string, PaymentState>
  },
): Change | undefined {
  switch (entry.subject) {
    case "payout":
      return payoutChange(entry, now.payouts.get(entry.subjectId))
    case "batch":
      return batchChange(entry, now.batches.get(entry.subjectId))
    case "payment":
      return paymentChange(entry, now.payments.get(entry.subjectId))
    default:
      return entry.subject satisfies never
  }
}

async function findSubjects<State extends { readonly id: string }>(
  ids: readonly { readonly merchantId: string; readonly id: string }[],
  find: (ids: readonly { merchantId: string; id: string }[]) => Promise<readonly State[]>,
): Promise<ReadonlyMap<string, State>> {
  const once = new Map(ids.map((each) => [each.id, each]))
  if (once.size === 0) return new Map()
  return new Map((await find([...once.values()])).map((state) => [state.id, state]))
}

function payoutChange(entry: AppliedEntry, now: PayoutState | undefined): Change | undefined {
  if (now === undefined) return undefined
  const status = entry.status as PayoutStatus
  const reasons: readonly string[] = REASONS[status]
  const payout: PayoutState = {
    ...now,
    ...stateAt(entry),
    status,
    // Where a failure was named and no reason, its code stands there.
    reason: reasons.includes(entry.reason ?? "") ? (entry.reason as Reason) : null,
    certainty: entry.certainty,
    failure: entry.failure,
  }
  return { ...changeOf(entry), subject: "payout", payout }
}

function batchChange(entry: AppliedEntry, now: BatchState | undefined): Change | undefined {
  if (now === undefined) return undefined
  const batch: BatchState = {
    ...now,
    ...stateAt(entry),
    status: entry.status as BatchStatus,
    reason: entry.reason as Reason | null,
    counters: (entry.detail && countersOf(entry.detail)) ?? null,
  }
  return { ...changeOf(entry), subject: "batch", batch }
}

function paymentChange(entry: AppliedEntry, now: PaymentState | undefined): Change | undefined {
  const paidCharge = (entry.detail && paidChargeOf(entry.detail)) ?? null
  if (now === undefined) return undefined
  if (entry.type === "payment.charge_paid" && paidCharge === null) return undefined
  const payment: PaymentState = {
    ...now,
    ...stateAt(entry),
    status: entry.status as PaymentStatus,
    cancellationReason: entry.reason,
  }
  return { ...changeOf(entry), subject: "payment", payment, paidCharge }
}

function stateAt(entry: AppliedEntry) {
  return { sequence: entry.sequence, updatedAt: entry.recordedAt }
}

function changeOf(entry: AppliedEntry) {
  return {
    eventId: entry.eventId,
    merchantId: entry.merchantId,
    type: entry.type,
    previousStatus: entry.previousStatus,
    sequence: entry.sequence,
    at: entry.recordedAt,
    occurredAt: entry.occurredAt,
    wireEvent: entry.wireEvent,
    told: null,
  }
}

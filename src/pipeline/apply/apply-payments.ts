import { newUuid } from "../../ids.ts"
import { lockPayments } from "../../ledger/lock-payments.ts"
import type { SubjectId } from "../../ledger/lock-payouts.ts"
import { saveCharges, savePayments } from "../../ledger/save-payments.ts"
import { applyPaymentEvent } from "../../payout/apply-payment.ts"
import type { Change } from "../../payout/canonical.ts"
import type { HistoryEntry } from "../../payout/history.ts"
import { sameMoney } from "../../payout/money.ts"
import { standingOf } from "../../payout/standing.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Applied } from "../apply-outcome.ts"
import type { ApplyContext, ReadyEvent } from "./applied.ts"
import { AttentionChanges } from "./attention-changes.ts"

/** Applies the payment events among these, one after another, each payment read and written once. */
export async function applyPayments(
  client: PoolClient,
  ready: readonly ReadyEvent[],
  context: ApplyContext,
): Promise<Applied> {
  const ids = new Map<string, SubjectId>()
  for (const { told, subjectId } of ready) {
    if (told.event.subject !== "payment") continue
    ids.set(subjectId, { merchantId: told.message.merchantId, id: subjectId })
  }
  const entries: HistoryEntry[] = []
  const changes: Change[] = []
  const attention = new AttentionChanges(context)
  if (ids.size === 0) return { entries, changes, attention }

  const locked = await lockPayments(client, [...ids.values()])
  const states = new Map(locked.map((state) => [state.id, state]))
  for (const each of ready) {
    const { event, message, live } = each.told
    if (event.subject !== "payment") continue
    const { merchantId, sourceId, provider } = message
    const before = states.get(each.subjectId)
    const { state, entry, conflict, paidCharge } = applyPaymentEvent(before, event, {
      identity: { merchantId, id: each.subjectId, sourceId, provider, live },
      teller: each.teller,
      // Made under the lock, so that a history's ids ascend in the order applied.
      eventId: newUuid(),
      isRepeated: each.isRepeated,
    })
    states.set(each.subjectId, state)
    entries.push(entry)
    const about = {
      merchantId,
      sourceId,
      provider,
      subject: "payment",
      subjectId: state.id,
    } as const
    const detail = { stands: state.status, claimed: entry.status, event_id: entry.id }
    attention.conflict(about, conflict, detail)
    if (entry.refusedBecause === "amount_mismatch") {
      attention.open(about, "amount_mismatch", detail)
      if (context.tier !== "read") attention.ask(about)
    } else if (context.tier === "read" && before?.amount && event.amount !== null) {
      if (sameMoney(before.amount, event.amount)) {
        attention.close(about, "amount_mismatch", "the provider's API names the same amount")
      }
    }
    const is = standingOf(state.facts)
    if (is !== undefined) {
      const was = before === undefined ? undefined : standingOf(before.facts)
      const wasMovedAt = before?.updatedAt ?? null
      attention.move(about, { was, is, wasMovedAt, moved: entry.applied, detail })
    }
    if (entry.type === null || entry.sequence === null) continue
    changes.push({
      subject: "payment",
      payment: state,
      paidCharge,
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
  context.later(() => savePayments(client, [...states.values()]))
  context.later(() => saveCharges(client, [...states.values()]))
  return { entries, changes, attention }
}

import { newUuid } from "../../ids.ts"
import { existingBatches } from "../../ledger/existing-batches.ts"
import { lockPayouts, type SubjectId } from "../../ledger/lock-payouts.ts"
import { savePayouts } from "../../ledger/save-payouts.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import {
  applyPayoutEvent,
  type PayoutOutcome,
  type PayoutState,
} from "../../payout/apply-payout.ts"
import {
  ADVICE_FOR_CORRECTED_AMOUNT,
  ADVICE_FOR_HELD_AMOUNT,
  ADVICE_FOR_OWN_CONFLICT,
} from "../../payout/attention.ts"
import type { Change } from "../../payout/canonical.ts"
import type { PaidoutEvent, PayoutEvent } from "../../payout/event.ts"
import type { HistoryEntry } from "../../payout/history.ts"
import { moneyToWire, sameMoney } from "../../payout/money.ts"
import { conflictChange, standingOf } from "../../payout/standing.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { sendTogether } from "../../postgres/send-together.ts"
import { seal } from "../../seal.ts"
import type { Applied } from "../apply-outcome.ts"
import type { ApplyContext, ReadyEvent } from "./applied.ts"
import { AttentionChanges } from "./attention-changes.ts"

/** Applies the payout events among these, one after another, each payout read and written once. */
export async function applyPayouts(
  client: PoolClient,
  ready: readonly ReadyEvent[],
  context: ApplyContext,
): Promise<Applied> {
  const known = new Map<string, SubjectId>()
  const batchIds = new Map<string, SubjectId>()
  let count = 0
  for (const { told, subjectId, batchId, isNew } of ready) {
    if (told.event.subject !== "payout") continue
    count += 1
    const { merchantId } = told.message
    if (!isNew) known.set(subjectId, { merchantId, id: subjectId })
    if (batchId !== null) batchIds.set(batchId, { merchantId, id: batchId })
  }
  const attention = new AttentionChanges(context)
  if (count === 0) return { entries: [], changes: [], attention }
  const [locked, batches] = await sendTogether(client, [
    async () => (known.size === 0 ? [] : lockPayouts(client, [...known.values()])),
    async () =>
      batchIds.size === 0 ? new Set<string>() : existingBatches(client, [...batchIds.values()]),
  ])

  const states = new Map(locked.map((state) => [state.id, state]))
  // A payout that was read has only a batch that was heard of.
  const knownBatches = new Set([...batches, ...locked.flatMap(({ batchId }) => batchId ?? [])])
  const touched = new Set<string>()
  const entries: HistoryEntry[] = []
  const changes: Change[] = []
  for (const each of ready) {
    const { event, message, live } = each.told
    if (event.subject !== "payout") continue
    const before = states.get(each.subjectId)
    const outcome = applyPayoutEvent(before, event, {
      identity: {
        merchantId: message.merchantId,
        id: each.subjectId,
        sourceId: message.sourceId,
        provider: message.provider,
        batchId: each.batchId,
        live,
        replaces: each.told.replaces ?? null,
      },
      teller: each.teller,
      // Made under the lock, so that a history's ids ascend in the order applied.
      eventId: newUuid(),
      isRepeated: each.isRepeated,
    })
    states.set(each.subjectId, outcome.state)
    if (outcome.state !== before) touched.add(each.subjectId)
    entries.push(outcome.entry)
    const change = payoutChange(outcome, event, batches)
    if (change !== undefined) changes.push(change)
    noteAttention(attention, before, { outcome, event: each, knownBatches })
  }
  const changed = [...touched].flatMap((id) => states.get(id) ?? [])
  if (changed.length > 0) {
    const payouts = await sealed(changed, context.keyring)
    context.later(() => savePayouts(client, payouts))
  }
  return { entries, changes, attention }
}

function payoutChange(
  { state, entry }: PayoutOutcome,
  told: PayoutEvent,
  batches: ReadonlySet<string>,
): Change | undefined {
  if (entry.type === null || entry.sequence === null) return undefined
  const batchId = state.batchId !== null && batches.has(state.batchId) ? state.batchId : null
  return {
    subject: "payout",
    payout: { ...state, batchId },
    eventId: entry.id,
    merchantId: entry.merchantId,
    type: entry.type,
    previousStatus: entry.previousStatus,
    sequence: entry.sequence,
    at: entry.recordedAt,
    occurredAt: entry.occurredAt,
    wireEvent: entry.wireEvent,
    told,
  }
}

/** What this event gave a person to do, and what it settled. */
function noteAttention(
  attention: AttentionChanges,
  before: PayoutState | undefined,
  applied: {
    readonly outcome: PayoutOutcome
    readonly event: ReadyEvent
    readonly knownBatches: ReadonlySet<string>
  },
): void {
  const { state, entry, standing, correctedAmount = null } = applied.outcome
  const { nameConflict, told, teller } = applied.event
  const { merchantId, sourceId, provider, id: subjectId } = state
  const about = { merchantId, sourceId, provider, subject: "payout", subjectId } as const
  const was = before === undefined ? undefined : standingOf(before.facts)
  if (standing !== undefined) {
    const detail = { stands: standing.status, claimed: entry.status, event_id: entry.id }
    const isOwn = standing.certainty === "presumed"
    const advice = isOwn ? ADVICE_FOR_OWN_CONFLICT : undefined
    attention.conflict(about, conflictChange(was, standing), detail, advice)
    const isCovered = state.batchId !== null && applied.knownBatches.has(state.batchId)
    attention.move(about, {
      was,
      is: standing,
      wasMovedAt: before?.updatedAt ?? null,
      moved: entry.applied,
      coveredKinds: isCovered ? ["insufficient_balance"] : [],
      detail,
    })
  }
  if (entry.refusedBecause === "amount_mismatch" || entry.refusedBecause === "currency_mismatch") {
    const detail = {
      ...{ wire_event: told.event.wireEvent, message_id: told.message.id },
      ...{ amount: amountOf(state), claimed_amount: amountOf(told.event) },
    }
    attention.open(about, "amount_mismatch", detail, ADVICE_FOR_HELD_AMOUNT)
    if (teller.tier !== "read") attention.ask(about)
  } else if (correctedAmount !== null) {
    const detail = { announced_amount: moneyToWire(correctedAmount), amount: amountOf(state) }
    attention.open(about, "amount_mismatch", detail, ADVICE_FOR_CORRECTED_AMOUNT)
  } else if (before !== undefined && teller.tier === "read" && namesAmount(told.event, state)) {
    attention.close(about, "amount_mismatch", "the provider's API names the same amount")
  }
  if (nameConflict !== null) attention.open(about, "name_conflict", { other_payout: nameConflict })
}

/** A read that was heard before is not held against the amount again, so it is here. */
function namesAmount(event: PaidoutEvent, { amount }: PayoutState): boolean {
  if (event.subject !== "payout" || event.amount === null || amount === null) return false
  return sameMoney(event.amount, amount)
}

function amountOf(of: PaidoutEvent | PayoutState) {
  return "amount" in of && of.amount !== null ? moneyToWire(of.amount) : null
}

async function sealed(states: readonly PayoutState[], keyring: Keyring) {
  return Promise.all(
    states.map(async (state) => ({
      state,
      destinationSealed:
        state.destinationTold === null
          ? null
          : seal(
              await keyring.sealingKey(state.merchantId),
              Buffer.from(JSON.stringify(state.destinationTold)),
            ),
    })),
  )
}

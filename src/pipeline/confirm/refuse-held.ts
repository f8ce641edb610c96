import { newUuid } from "../../ids.ts"
import { insertHistory } from "../../ledger/insert-history.ts"
import { lockBatches } from "../../ledger/lock-batches.ts"
import { lockPayments } from "../../ledger/lock-payments.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { findNames } from "../../ledger/names.ts"
import { openAttention, type AttentionToOpen } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import type { HistoryEntry } from "../../payout/history.ts"
import type { Certainty } from "../../payout/status.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { HeldEvent } from "../../reconcile/held-event.ts"
import type { OpenedHeld } from "./decode-held.ts"

/** What is held, and why it is not believed: one sentence. */
export interface Unbelieved extends OpenedHeld {
  readonly why: string
}

/**
 * News that its provider does not confirm becomes an entry of the history, and no fact: it changes
 * nothing. A person is told, at its payout or, where the ledger knows none of the name, at the source.
 */
export async function refuseHeld(
  client: PoolClient,
  unbelieved: readonly Unbelieved[],
  context: { readonly now: string; readonly later: Later },
): Promise<readonly HistoryEntry[]> {
  const standings = await standingsOf(client, unbelieved)
  const entries = unbelieved.flatMap((each): HistoryEntry[] => {
    const standing = standings.get(keyOf(each.held))
    return standing === undefined ? [] : [entryOf(each, standing, context.now)]
  })
  const items = unbelieved.map((each) => attentionOf(each, standings.get(keyOf(each.held))))
  if (entries.length > 0) context.later(() => insertHistory(client, entries))
  if (items.length > 0) context.later(() => openAttention(client, items))
  return entries
}

/** Tells a person of news that still waits. */
export async function tellOfWaiting(
  client: PoolClient,
  waiting: readonly Unbelieved[],
): Promise<void> {
  const standings = await standingsOf(client, waiting)
  await openAttention(
    client,
    waiting.map((each) => attentionOf(each, standings.get(keyOf(each.held)))),
  )
}

interface Standing {
  readonly subjectId: string
  readonly status: string
  readonly certainty: Certainty
}

/** Where those that the ledger knows stand, locked; what the transaction applied must be written. */
async function standingsOf(
  client: PoolClient,
  unbelieved: readonly OpenedHeld[],
): Promise<ReadonlyMap<string, Standing>> {
  const names = await findNames(
    client,
    unbelieved.map(({ held: { merchantId, sourceId, subject, providerId } }) => ({
      ...{ merchantId, sourceId, kind: subject },
      name: providerId,
    })),
  )
  const idsOf = (kind: HeldEvent["subject"]) =>
    names
      .filter((name) => name.kind === kind)
      .map(({ merchantId, subjectId }) => ({ merchantId, id: subjectId }))
  const payouts = await lockPayouts(client, idsOf("payout"))
  const batches = await lockBatches(client, idsOf("batch"))
  const payments = await lockPayments(client, idsOf("payment"))
  const certain = [...batches, ...payments].map((each) => ({
    ...each,
    certainty: "confirmed" as const,
  }))
  const states = new Map([...payouts, ...certain].map((state) => [state.id, state]))
  return new Map(
    names.flatMap(({ kind, name, subjectId }) => {
      const state = states.get(subjectId)
      if (state === undefined) return []
      const { status, certainty } = state
      return [[`${kind} ${name}`, { subjectId, status, certainty }]]
    }),
  )
}

function keyOf({ subject, providerId }: HeldEvent): string {
  return `${subject} ${providerId}`
}

function entryOf({ held, event, why }: Unbelieved, standing: Standing, now: string): HistoryEntry {
  return {
    ...{ via: "webhook", tier: "webhook", messageId: held.messageId, readingId: null },
    recordedAt: now,
    note: why,
    merchantId: held.merchantId,
    // Made under the lock, so that a history's ids ascend in the order applied.
    id: newUuid(),
    subject: held.subject,
    subjectId: standing.subjectId,
    applied: false,
    sequence: null,
    status: event?.status ?? held.status,
    previousStatus: standing.status,
    reason: null,
    certainty: standing.certainty,
    refusedBecause: "unconfirmed",
    type: null,
    wireEvent: held.wireEvent,
    failure: null,
    occurredAt: event?.occurredAt ?? null,
  }
}

function attentionOf({ held, why }: Unbelieved, standing: Standing | undefined): AttentionToOpen {
  const { merchantId, sourceId, messageId, subject, providerId, status, wireEvent } = held
  const about =
    standing === undefined
      ? ({ subject: "source", subjectId: sourceId } as const)
      : ({ subject, subjectId: standing.subjectId } as const)
  return {
    ...{ merchantId, kind: "unconfirmed", sourceId, advice: ATTENTION_ADVICE.unconfirmed },
    ...about,
    detail: {
      claimed: status,
      ...(standing !== undefined && { stands: standing.status }),
      wire_event: wireEvent,
      provider_id: providerId,
      message_id: messageId,
      why,
    },
  }
}

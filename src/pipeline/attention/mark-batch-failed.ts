import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { AttentionItem } from "../../ledger/attention-row.ts"
import { closeAttentionItem } from "../../ledger/close-attention-item.ts"
import { lockAttentionItem } from "../../ledger/find-attention-item.ts"
import { listPendingOfBatch } from "../../ledger/list-pending-of-batch.ts"
import { lockBatches } from "../../ledger/lock-batches.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { noteInAttentionItem } from "../../ledger/note-in-attention-item.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Failure } from "../../payout/failure.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { demandOpen } from "./demand-action.ts"
import { cancellationOfBatch, markOfPayout, noteMarked, tellMarks } from "./mark-payouts.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"

interface BatchWish extends OperatorWish {
  readonly itemId: string
  readonly item: AttentionItem
}

const PAYOUTS_PER_TRANSACTION = 200

const BALANCE_TOO_SMALL: Failure = {
  code: "insufficient_balance",
  providerCode: null,
  providerReason: null,
}

/**
 * Marks those payouts of a batch as failed that its provider has not sent, and the batch as
 * cancelled. It goes in steps: once it is begun the item offers nothing else, so that where a step
 * fails it can only be brought to its end.
 * @throws PaidoutError not_found, attention_closed, attention_action_refused
 */
export async function markBatchFailed(context: OperatorContext, wish: BatchWish): Promise<void> {
  await inTransaction(context.pool, (client) => begin(client, wish))
  let after: string | null = null
  do after = await markSome(context, wish, after)
  while (after !== null)
  await end(context, wish)
}

async function begin(client: PoolClient, wish: BatchWish): Promise<void> {
  const { merchantId, itemId } = wish
  await demandLocked(client, wish)
  const detail = { begun: "mark_failed" }
  await noteInAttentionItem(client, { merchantId, id: itemId, detail })
}

/** Returns the last that was looked at; null: there are no more. */
async function markSome(
  context: OperatorContext,
  wish: BatchWish,
  after: string | null,
): Promise<string | null> {
  const { merchantId, item } = wish
  const batch = { merchantId, batchId: item.subjectId, after, limit: PAYOUTS_PER_TRANSACTION }
  const step = await inTransaction(context.pool, async (client, later) => {
    const ids = await listPendingOfBatch(client, batch)
    const last = ids.at(-1)
    if (last === undefined) return null
    const payouts = await lockPayouts(
      client,
      ids.map((id) => ({ merchantId, id })),
    )
    const now = await demandLocked(client, wish)
    const pending = payouts.filter(({ status }) => status === "pending")
    const marks = pending.map((payout) =>
      markOfPayout(payout, { ...wish, mark: "mark_failed", failure: BALANCE_TOO_SMALL }),
    )
    const { keyring } = context
    const told = await tellMarks(client, marks, { keyring, now, later })
    await insertAudit(client, auditOf(wish, { payouts: pending.length }))
    return { told, last }
  })
  if (step === null) return null
  noteMarked(context, step.told)
  return step.last
}

/** The batch is locked before its item, as settle does. */
async function end(context: OperatorContext, wish: BatchWish): Promise<void> {
  const { merchantId, itemId, item, actor, reason } = wish
  const told = await inTransaction(context.pool, async (client, later) => {
    const [batch] = await lockBatches(client, [{ merchantId, id: item.subjectId }])
    if (batch === undefined) throw new PaidoutError("not_found")
    const now = await demandLocked(client, wish)
    const because = reason === null ? "mark_failed" : `mark_failed: ${reason}`
    await closeAttentionItem(client, { merchantId, id: itemId, because, by: actor })
    await insertAudit(client, auditOf(wish, { batch: "cancelled" }))
    const { keyring } = context
    return tellMarks(client, [cancellationOfBatch(batch, wish)], { keyring, now, later })
  })
  noteMarked(context, told)
}

/** It is still this operator's to do. Returns the clock's time. */
async function demandLocked(client: PoolClient, wish: BatchWish): Promise<Date> {
  const { merchantId, itemId } = wish
  const item = await lockAttentionItem(client, { merchantId, id: itemId })
  if (item === undefined) throw new PaidoutError("not_found")
  demandOpen(item, "mark_failed", true)
  return item.now
}

function auditOf({ merchantId, actor, reason, item }: BatchWish, done: object) {
  return {
    ...{ merchantId, actor },
    action: "batch.mark_failed",
    object: idText("batch", item.subjectId),
    after: { reason, ...done },
  }
}

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { AttentionItem } from "../../ledger/attention-row.ts"
import { closeAttentionItem } from "../../ledger/close-attention-item.ts"
import { findAttentionItem, lockAttentionItem } from "../../ledger/find-attention-item.ts"
import { findSubjectsToAsk, type SubjectToAsk } from "../../ledger/find-subjects-to-ask.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { findNow } from "../../ledger/find-now.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { AttentionAction } from "../../payout/attention-actions.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction, type Later } from "../../postgres/transaction.ts"
import { hastenPollsOfSource } from "../../reconcile/hasten-polls-of-source.ts"
import { askSoon, canAsk } from "../poll/ask-soon.ts"
import { demandAction, demandOpen, demandReason } from "./demand-action.ts"
import { describeAttention, type DescribedAttention } from "./describe-attention.ts"
import { markBatchFailed } from "./mark-batch-failed.ts"
import { noteMarked } from "./mark-payouts.ts"
import { markLockedPayout } from "./mark-payout.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"
import {
  releasePlaceOf,
  releaseQuarantined,
  type QuarantineRelease,
} from "./release-quarantined.ts"
import { reprocessMessage } from "../receive/release.ts"
import { switchEndpoint } from "../endpoints/switch-endpoint.ts"
import type { EndpointContext } from "../endpoints/try-endpoint.ts"

export interface ActionWish extends OperatorWish {
  readonly itemId: string
}

export interface ActedOn {
  readonly item: DescribedAttention
  /** Of `release`: what came of it. */
  readonly release: QuarantineRelease | null
}

type ActionContext = OperatorContext & EndpointContext

/** Of one source, in one call; what is left comes by its own time. */
const POLLS_HASTENED_MAX = 1_000

/**
 * An operator acts on an item: who and why stand in the audit log, and in the history of what
 * changed. Done twice by the same it is done once; of two at once one wins.
 * @throws PaidoutError not_found, attention_action_unknown, attention_action_refused,
 * attention_closed, payout_action_refused, request_invalid: a reason is missing
 */
export async function actOnAttention(
  context: ActionContext,
  wish: ActionWish & { readonly action: string },
): Promise<ActedOn> {
  const { merchantId, itemId } = wish
  const action = demandAction(wish.action)
  const item = await findAttentionItem(context.pool, { merchantId, id: itemId })
  if (item === undefined) throw new PaidoutError("not_found")
  let release: QuarantineRelease | null = null
  if (!isDoneAlready(item, { ...wish, action })) {
    const [subject] = await findSubjectsToAsk(context.pool, { merchantId, ids: [item.subjectId] })
    demandOpen(item, action, subject !== undefined && canAsk(subject))
    demandReason(action, wish.reason)
    const acted = { ...wish, action, item, subject }
    if (action === "release") release = await releaseOf(context, acted)
    else await act(context, acted)
  }
  const after = await findAttentionItem(context.pool, { merchantId, id: itemId })
  const [described] = await describeAttention(context.pool, merchantId, [after ?? item])
  if (described === undefined) throw new Error("An item was described as none.")
  return { item: described, release }
}

interface Act extends ActionWish {
  readonly action: AttentionAction
  readonly item: AttentionItem
  readonly subject: SubjectToAsk | undefined
}

/** What is closed by the same with the same action is not done again. */
function isDoneAlready(item: AttentionItem, { actor, action }: Omit<Act, "item" | "subject">) {
  return item.closedBy === actor && item.closedBecause?.startsWith(action) === true
}

async function act(context: ActionContext, wish: Act): Promise<void> {
  const { merchantId, item, action, actor, reason } = wish
  switch (action) {
    case "acknowledge":
    case "dismiss":
      return close(context, wish)
    case "retried":
      return close(context, wish, (client) => askAbout(client, wish, { anew: true }))
    case "mark_failed":
      if (item.subject === "batch") return markBatchFailed(context, wish)
      return mark(context, { ...wish, mark: action })
    case "mark_paid":
      return mark(context, { ...wish, mark: action })
    case "ask_now":
      return leaveOpen(context, wish, (client) => askAbout(client, wish, { anew: false }))
    case "try_again":
      return leaveOpen(context, wish, (client) => tryApiAgain(client, wish))
    case "reprocess": {
      const { onCommitted } = context
      const message = { merchantId, messageId: item.subjectId, actor, reason }
      const { outcome } = await reprocessMessage({ ...context, onCommitted }, message)
      if (outcome === "released") return
      throw new PaidoutError(
        "attention_action_refused",
        "This webhook does not wait to be reprocessed any more: dismiss the item.",
      )
    }
    case "enable":
      await switchEndpoint(context, {
        ...{ merchantId, id: item.subjectId, state: "active", actor },
        ...(reason !== null && { reason }),
      })
      return
    case "release":
      throw new Error("A release answers with what came of it.")
    default:
      action satisfies never
  }
}

function releaseOf(context: ActionContext, { item, ...wish }: Act): Promise<QuarantineRelease> {
  const after = releasePlaceOf(item.detail)
  return releaseQuarantined(context, { ...wish, sourceId: item.subjectId, after })
}

/** Closes the item on the operator's word, with what else that takes. */
async function close(
  { pool }: ActionContext,
  wish: Act,
  work: (client: PoolClient) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await closeLocked(client, wish)
    await work(client)
  })
}

/** A payout is locked before its items, as settle does: else each could wait for the other. */
async function mark(
  context: ActionContext,
  wish: Act & { readonly mark: "mark_failed" | "mark_paid" },
): Promise<void> {
  const { merchantId, item } = wish
  const told = await inTransaction(context.pool, async (client, later: Later) => {
    await lockPayouts(client, [{ merchantId, id: item.subjectId }])
    await closeLocked(client, wish)
    const payout = { ...wish, payoutId: item.subjectId }
    return markLockedPayout(client, payout, { keyring: context.keyring, later })
  })
  noteMarked(context, told)
}

async function leaveOpen(
  { pool }: ActionContext,
  wish: Act,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await work(client)
    await insertAudit(client, auditOf(wish))
  })
}

async function closeLocked(client: PoolClient, wish: Act): Promise<void> {
  const { merchantId, itemId, action, actor, reason } = wish
  const item = await lockAttentionItem(client, { merchantId, id: itemId })
  if (item === undefined) throw new PaidoutError("not_found")
  demandOpen(item, action, true)
  const because = reason === null ? action : `${action}: ${reason}`
  await closeAttentionItem(client, { merchantId, id: itemId, because, by: actor })
  await insertAudit(client, auditOf(wish))
}

function auditOf({ merchantId, itemId, action, actor, reason, item }: Act) {
  const { kind, subject, subjectId } = item
  return {
    ...{ merchantId, actor },
    action: `attention.${action}`,
    object: idText("attention", itemId),
    before: { kind, subject_id: idText(subject, subjectId) },
    after: { reason },
  }
}

async function askAbout(
  client: PoolClient,
  { merchantId, subject }: Act,
  { anew }: { readonly anew: boolean },
): Promise<void> {
  if (subject === undefined || !canAsk(subject)) return
  await askSoon(client, { ...subject, merchantId }, { now: await findNow(client), anew })
}

/** That it answers again closes the item; that it fails is forgotten only then. */
async function tryApiAgain(client: PoolClient, { merchantId, item }: Act): Promise<void> {
  const source = { merchantId, sourceId: item.subjectId }
  await hastenPollsOfSource(client, { ...source, limit: POLLS_HASTENED_MAX })
}

import { claimResendPart, type ResendPart } from "../../delivery/claim-resend-part.ts"
import { countResendQueue } from "../../delivery/count-resend-queue.ts"
import { findResendableNamed } from "../../delivery/find-resendable-named.ts"
import {
  findResendableOfEndpoint,
  type Resendable,
  type ResendablePage,
} from "../../delivery/find-resendable-of-endpoint.ts"
import { findResendableOfSubject } from "../../delivery/find-resendable-of-subject.ts"
import { finishResend, lockResend } from "../../delivery/finish-resend.ts"
import { lineUpDeliveries } from "../../delivery/line-up-deliveries.ts"
import { listWithdrawable } from "../../delivery/list-withdrawable.ts"
import { lockOrderedDeliveries } from "../../delivery/lock-ordered-deliveries.ts"
import { postponeResendPart } from "../../delivery/postpone-resend-part.ts"
import { requeueForResend, unqueueForResend } from "../../delivery/requeue-for-resend.ts"
import { saveResendPart, type ResendStep } from "../../delivery/save-resend-part.ts"
import { withdrawDeliveries } from "../../delivery/withdraw-deliveries.ts"
import type { Pool, PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

export interface ResendLimits {
  /** Deliveries of a resend in one endpoint's queue that were not tried yet. */
  readonly queuedMax: number
  /** Put into the queue, or taken out, in one transaction. */
  readonly stepMax: number
  /** Looked at in one transaction. */
  readonly lookedMax: number
  /** Until the next look at a part whose deliveries are being sent. */
  readonly sendingLookMs: number
  /** … of which only retries are left, hours perhaps, or whose endpoint was disabled meanwhile. */
  readonly waitingLookMs: number
}

export const resendLimits: ResendLimits = {
  queuedMax: 500,
  stepMax: 60,
  lookedMax: 20_000,
  sendingLookMs: 100,
  waitingLookMs: 5_000,
}

/**
 * One step of one part, in one short transaction that also remembers how far
 * it came: who dies between any two lines has done nothing. Returns how many were put into the
 * queue, or undefined where no part was due.
 */
export async function advanceResend(
  pool: Pool,
  limits: ResendLimits,
): Promise<{ readonly requeued: number } | undefined> {
  let part: ResendPart | undefined
  try {
    return await inTransaction(pool, async (client) => {
      part = await claimResendPart(client)
      if (part === undefined) return undefined
      const step = await takeStep(client, part, limits)
      await saveResendPart(client, part, step)
      if (step.state === "finished") {
        const key = { merchantId: part.merchantId, id: part.resendId }
        await lockResend(client, key)
        await finishResend(client, key)
      }
      return { requeued: step.requeued }
    })
  } catch (error) {
    // It would be due first for ever, and no other would have its turn.
    if (part !== undefined) await postponeResendPart(pool, part, limits.waitingLookMs)
    throw error
  }
}

async function takeStep(
  client: PoolClient,
  part: ResendPart,
  limits: ResendLimits,
): Promise<ResendStep> {
  const { place } = part
  const still = { place, requeued: 0, skipped: 0, withdrawn: 0 }
  switch (part.state) {
    case "queueing":
      return queueMore(client, part, limits)
    case "queued": {
      const { waiting, isEmpty } = await countResendQueue(client, { ...part, waitingMax: 1 })
      if (isEmpty) return { ...still, state: "finished", dueInMs: 0 }
      const isSending = waiting > 0 && part.endpointState === "active"
      const dueInMs = isSending ? limits.sendingLookMs : limits.waitingLookMs
      return { ...still, state: "queued", dueInMs }
    }
    case "withdrawing": {
      const withdrawn = await withdrawSome(client, part, limits.stepMax)
      const { isEmpty } = await countResendQueue(client, { ...part, waitingMax: 1 })
      // What is left is being sent, unless there was more than one step can take.
      const dueInMs = withdrawn > 0 ? 0 : limits.sendingLookMs
      return { ...still, withdrawn, state: isEmpty ? "finished" : "withdrawing", dueInMs }
    }
  }
}

/** Tops the queue up. Of an endpoint that gets nothing, deliveries are only counted. */
async function queueMore(
  client: PoolClient,
  part: ResendPart,
  limits: ResendLimits,
): Promise<ResendStep> {
  const { waiting } = await countResendQueue(client, { ...part, waitingMax: limits.queuedMax })
  const isActive = part.endpointState === "active"
  const room = isActive
    ? Math.min(limits.queuedMax - waiting, limits.stepMax)
    : Math.max(limits.lookedMax, 1)
  const still = { requeued: 0, skipped: 0, withdrawn: 0 }
  if (room <= 0) {
    const { place } = part
    return { ...still, state: "queueing", place, dueInMs: limits.sendingLookMs }
  }
  const page = await findPage(client, part, { ...limits, foundMax: room })
  const requeued = isActive ? await requeue(client, part, page.found) : 0
  const skipped = isActive ? 0 : page.found.length
  const place = page.place ?? part.place
  const state = page.place === null ? "queued" : "queueing"
  return { ...still, state, place, requeued, skipped, dueInMs: 0 }
}

function findPage(
  client: PoolClient,
  part: ResendPart,
  limits: { readonly lookedMax: number; readonly foundMax: number },
): Promise<ResendablePage> {
  const { merchantId, endpointId, filter } = part
  const { subjectId, deliveryIds } = filter
  // What came after it was begun has a later id.
  const page = { merchantId, endpointId, filter, after: part.place, before: part.resendId }
  const { foundMax } = limits
  if (deliveryIds !== undefined) {
    return findResendableNamed(client, { ...page, deliveryIds, foundMax })
  }
  return subjectId === undefined
    ? findResendableOfEndpoint(client, { ...page, ...limits })
    : findResendableOfSubject(client, { ...page, subjectId, foundMax })
}

async function requeue(
  client: PoolClient,
  part: ResendPart,
  found: readonly Resendable[],
): Promise<number> {
  if (found.length === 0) return 0
  const { merchantId, endpointId } = part
  const orders =
    part.ordering === "payout"
      ? found.map(({ subjectId }) => ({ merchantId, endpointId, subjectId }))
      : []
  if (orders.length > 0) await lockOrderedDeliveries(client, orders)
  const { inserted, requeued } = await requeueForResend(client, part, found)
  if (inserted > requeued) await unqueueForResend(client, part, found)
  if (orders.length > 0) await lineUpDeliveries(client, orders)
  return requeued
}

async function withdrawSome(client: PoolClient, part: ResendPart, limit: number): Promise<number> {
  const found = await listWithdrawable(client, { ...part, limit })
  if (found.length === 0) return 0
  const { merchantId, endpointId } = part
  const orders = found.flatMap(({ orderKey }) =>
    orderKey === null ? [] : [{ merchantId, endpointId, subjectId: orderKey }],
  )
  if (orders.length > 0) await lockOrderedDeliveries(client, orders)
  const ids = found.map(({ deliveryId }) => deliveryId)
  const withdrawn = await withdrawDeliveries(client, part, ids)
  if (orders.length > 0) await lineUpDeliveries(client, orders)
  return withdrawn
}

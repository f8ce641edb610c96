import { idText } from "../../ids.ts"
import {
  closeQuarantineAttention,
  lockQuarantineAttention,
} from "../../inbox/close-quarantine-attention.ts"
import { countQuarantinedOfSource, lockQuarantined } from "../../inbox/lock-quarantined.ts"
import { requeueMessage } from "../../inbox/requeue-message.ts"
import { noteInAttentionItem } from "../../ledger/note-in-attention-item.ts"
import { findSource } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"
import { ALL_RELEASED, verifyStored } from "../receive/release.ts"

/** What one call looks at: the next goes on where it stopped. */
const MESSAGES_MAX = 500
const MESSAGES_PER_TRANSACTION = 50

export interface QuarantineRelease {
  readonly released: number
  /** They do not verify with today's secrets: they stay. */
  readonly stillRefused: number
  /** Not looked at yet: call again. */
  readonly left: number
}

/**
 * Lets those quarantined messages of a source settle that verify with today's secrets, oldest
 * first. How far it came stands in the item, so that what never verifies does not hold up the rest;
 * after the last of them it begins again with the first.
 */
export async function releaseQuarantined(
  context: OperatorContext,
  wish: OperatorWish & {
    readonly itemId: string
    readonly sourceId: string
    /** `releasePlaceOf` the item. */
    readonly after: string | null
  },
): Promise<QuarantineRelease> {
  let after = wish.after
  let released = 0
  let stillRefused = 0
  let left = 0
  while (released + stillRefused < MESSAGES_MAX) {
    const step = await inTransaction(context.pool, (client) =>
      releaseSome(client, context, { ...wish, after }),
    )
    released += step.released
    stillRefused += step.looked - step.released
    ;({ after, left } = step)
    if (left === 0) break
  }
  if (released > 0) context.onCommitted()
  return { released, stillRefused, left }
}

export function releasePlaceOf(detail: Readonly<Record<string, unknown>>): string | null {
  const { release_place: place } = detail
  return typeof place === "string" ? place : null
}

async function releaseSome(
  client: PoolClient,
  { keyring }: OperatorContext,
  wish: Parameters<typeof releaseQuarantined>[1],
) {
  const { merchantId, sourceId, itemId, actor, reason, after } = wish
  const source = await findSource(client, keyring, { merchantId, id: sourceId })
  const messages = await lockQuarantined(client, {
    ...{ merchantId, sourceId, after },
    limit: MESSAGES_PER_TRANSACTION,
  })
  let released = 0
  for (const parked of messages) {
    const verdict = await verifyStored(keyring, { merchantId, source, parked })
    if (verdict.outcome === "refused") continue
    released += 1
    await requeueMessage(client, { merchantId, id: parked.id, releasedBy: actor })
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "message.release",
      object: idText("message", parked.id),
      before: { state: "quarantined" },
      after: { forced: false, reason },
    })
  }
  const place = messages.at(-1)?.id ?? null
  const left =
    place === null
      ? 0
      : await countQuarantinedOfSource(client, { merchantId, sourceId, after: place })
  const next = left === 0 ? null : place
  await noteInAttentionItem(client, { merchantId, id: itemId, detail: { release_place: next } })
  await lockQuarantineAttention(client, { merchantId, sourceId })
  await closeQuarantineAttention(client, { merchantId, sourceId, because: ALL_RELEASED })
  return { released, looked: messages.length, after: next, left }
}

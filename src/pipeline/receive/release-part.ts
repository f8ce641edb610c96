import { idText } from "../../ids.ts"
import {
  closeQuarantineAttention,
  lockQuarantineAttention,
} from "../../inbox/close-quarantine-attention.ts"
import { lockQuarantined } from "../../inbox/lock-quarantined.ts"
import { requeueMessage } from "../../inbox/requeue-message.ts"
import { findSource } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { PoolClient, Queryable } from "../../postgres/pool.ts"
import { ALL_RELEASED, verifyStored } from "./release.ts"

/** What one transaction looks at. */
export const MESSAGES_PER_TRANSACTION = 50

export interface ReleasedPart {
  readonly looked: number
  readonly released: number
  /** The last message looked at; null: none was left. */
  readonly place: string | null
  /** Whose quarantine may be empty now. */
  readonly sourceIds: readonly string[]
}

/**
 * Lets the next quarantined messages settle that verify with today's secrets, oldest first: of a
 * source, or of any. Close the items of `sourceIds` after it, by `closeEmptied`.
 */
export async function releasePart(
  client: PoolClient,
  keyring: Keyring,
  wish: {
    readonly merchantId: string
    readonly sourceId: string | null
    readonly after: string | null
    readonly actor: string
    readonly reason: string | null
  },
): Promise<ReleasedPart> {
  const { merchantId, actor, reason } = wish
  const messages = await lockQuarantined(client, { ...wish, limit: MESSAGES_PER_TRANSACTION })
  const sources = sourcesOnce(client, keyring, merchantId)
  let released = 0
  for (const parked of messages) {
    const source = await sources(parked.sourceId)
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
  return {
    looked: messages.length,
    released,
    place: messages.at(-1)?.id ?? null,
    // In one order for all operators: each locks the items of its sources.
    sourceIds: [...new Set(messages.map(({ sourceId }) => sourceId))].sort(),
  }
}

/** Closes the items of those sources that have nothing in quarantine any more. */
export async function closeEmptied(
  client: PoolClient,
  merchantId: string,
  sourceIds: readonly string[],
): Promise<void> {
  for (const sourceId of sourceIds) {
    await lockQuarantineAttention(client, { merchantId, sourceId })
    await closeQuarantineAttention(client, { merchantId, sourceId, because: ALL_RELEASED })
  }
}

/** Each source is read, and its secrets are opened, once. */
export function sourcesOnce(
  queryable: Queryable,
  keyring: Keyring,
  merchantId: string,
): (id: string) => Promise<Source | undefined> {
  const known = new Map<string, Source | undefined>()
  return async (id) => {
    if (!known.has(id)) known.set(id, await findSource(queryable, keyring, { merchantId, id }))
    return known.get(id)
  }
}

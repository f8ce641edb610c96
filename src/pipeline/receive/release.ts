import { idText } from "../../ids.ts"
import {
  lockParkedMessage,
  messageExists,
  type FoundParkedMessage,
} from "../../inbox/find-parked-message.ts"
import {
  closeQuarantineAttention,
  lockQuarantineAttention,
} from "../../inbox/close-quarantine-attention.ts"
import { requeueMessage } from "../../inbox/requeue-message.ts"
import { closeAttention } from "../../ledger/close-attention.ts"
import { findSourceById } from "../../merchants/find-source.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Pool, PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { STORED_HASH_PREFIX } from "../../providers/credentials.ts"
import { findProvider } from "../../providers/index.ts"
import type { RefusalReason, Verdict } from "../../providers/provider.ts"
import { sameBytes } from "../../seal.ts"
import { reprocessImported } from "../import/reprocess-imported.ts"

export interface ReleaseContext {
  readonly pool: Pool
  readonly keyring: Keyring
  /** Called after the commit: a hint that there is something to settle. */
  readonly onCommitted: () => void
}

export interface ReleaseRequest {
  readonly merchantId: string
  /** UUID. */
  readonly messageId: string
  /** Who asks: an API key or a person. */
  readonly actor: string
  /** Settle it even though it does not verify, on this operator's word. */
  readonly force: boolean
  readonly reason: string | null
}

export type ReleaseOutcome =
  | { readonly outcome: "released" }
  | { readonly outcome: "refused"; readonly reason: RefusalReason; readonly hint: string }
  | { readonly outcome: "not_found" }
  /** It is not quarantined (or, for reprocess, not unrecognised). */
  | { readonly outcome: "not_parked" }

/** Why the item of a source's quarantine is closed. */
export const ALL_RELEASED = "all of them were released"

/**
 * Lets a quarantined message settle: when it verifies with today's secrets, or on an operator's
 * word. Either way the audit log says who and why.
 */
export function releaseMessage(
  context: ReleaseContext,
  request: ReleaseRequest,
): Promise<ReleaseOutcome> {
  return requeue(context, { ...request, state: "quarantined" }, async (client, parked) => {
    if (request.force) return { outcome: "authentic" }
    return verifyAgain(context.keyring, client, { merchantId: request.merchantId, parked })
  })
}

/** Settles an unrecognised message once more, after an upgrade or a mended setting. */
export function reprocessMessage(
  context: ReleaseContext,
  request: Omit<ReleaseRequest, "force">,
): Promise<ReleaseOutcome> {
  return requeue(context, { ...request, force: false, state: "unrecognised" }, () =>
    Promise.resolve({ outcome: "authentic" }),
  )
}

async function requeue(
  context: ReleaseContext,
  request: ReleaseRequest & { state: FoundParkedMessage["state"] },
  judge: (client: PoolClient, parked: FoundParkedMessage) => Promise<Verdict>,
): Promise<ReleaseOutcome> {
  const { merchantId, messageId, actor, force, reason } = request
  const outcome = await inTransaction<ReleaseOutcome>(context.pool, async (client, later) => {
    const parked = await lockParkedMessage(client, merchantId, messageId)
    if (parked === undefined) {
      const exists = await messageExists(client, merchantId, messageId)
      return { outcome: exists ? "not_parked" : "not_found" }
    }
    if (parked.state !== request.state) return { outcome: "not_parked" }
    const verdict = await judge(client, parked)
    if (verdict.outcome === "refused") return verdict
    const releasedBy = force ? `${actor} (forced)` : actor
    const { importId } = parked
    if (importId === null) await requeueMessage(client, { merchantId, id: messageId, releasedBy })
    else {
      const stored = { merchantId, messageId, importId, parked, actor }
      await reprocessImported(client, { keyring: context.keyring, later }, stored)
    }
    if (request.state === "quarantined") {
      const { sourceId } = parked
      await lockQuarantineAttention(client, { merchantId, sourceId })
      await closeQuarantineAttention(client, { merchantId, sourceId, because: ALL_RELEASED })
    } else if (importId === null) {
      const item = { merchantId, kind: request.state, subjectId: messageId }
      await closeAttention(client, [{ ...item, because: "reprocessed", by: actor }])
    }
    await insertAudit(client, {
      merchantId,
      actor,
      action: request.state === "quarantined" ? "message.release" : "message.reprocess",
      object: idText("message", messageId),
      before: { state: request.state },
      after: { forced: force, reason },
    })
    return { outcome: "released" }
  })
  if (outcome.outcome === "released") context.onCommitted()
  return outcome
}

async function verifyAgain(
  keyring: Keyring,
  client: PoolClient,
  stored: { merchantId: string; parked: FoundParkedMessage },
): Promise<Verdict> {
  const { merchantId, parked } = stored
  const source = await findSourceById(client, keyring, parked.sourceId)
  return verifyStored(keyring, { merchantId, source, parked })
}

/** Stored headers hold keyed hashes instead of credentials: today's secrets are hashed to compare. */
export async function verifyStored(
  keyring: Keyring,
  stored: {
    readonly merchantId: string
    readonly source: Source | undefined
    readonly parked: Pick<FoundParkedMessage, "headers" | "bodySealed">
  },
): Promise<Verdict> {
  const { merchantId, source, parked } = stored
  const provider = source === undefined ? undefined : findProvider(source.provider)
  if (source === undefined || provider === undefined || parked.bodySealed === null) {
    return {
      outcome: "refused",
      reason: "secret_not_configured",
      hint: "The source, or the body of this message, is no longer there.",
    }
  }
  const body = await keyring.open(merchantId, parked.bodySealed)
  return provider.verify({ headers: parked.headers, body }, source.secrets, (presented, expected) =>
    sameBytes(
      Buffer.from(presented),
      Buffer.from(STORED_HASH_PREFIX + keyring.hash(expected).toString("hex")),
    ),
  )
}

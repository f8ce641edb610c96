import { findFrozenBody } from "../../delivery/find-frozen-body.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { paidoutDialect } from "../../delivery/paidout-dialect.ts"
import type { Pool, Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { thawBody, type ThawedBody } from "./thaw-body.ts"

export interface SentRequest extends ThawedBody {
  readonly format: string
  /** Account numbers are masked in it: whoever may read may see it. */
  readonly isMasked: boolean
}

/** What a delivery sends; undefined: its bytes were pruned, and are made again when it is resent. */
export async function readSentRequest(
  { pool, keyring }: { readonly pool: Queryable; readonly keyring: Keyring },
  key: { readonly merchantId: string; readonly deliveryId: string },
): Promise<SentRequest | undefined> {
  const frozen = await findFrozenBody(pool, key)
  if (frozen === undefined || frozen.bodySealed === null) return undefined
  const { format } = frozen
  const thawed = thawBody(format, await keyring.open(key.merchantId, frozen.bodySealed))
  return { ...thawed, format, isMasked: format.split(":")[0] === paidoutDialect.name }
}

/**
 * The exact bytes of what a delivery sends, for a person: in a provider's dialect accounts are
 * whole, so it stands in the audit log that they were looked at.
 * @throws PaidoutError message_pruned: they are not kept any more
 */
export async function revealSentRequest(
  { pool, keyring }: { readonly pool: Pool; readonly keyring: Keyring },
  wish: { readonly merchantId: string; readonly deliveryId: string; readonly actor: string },
): Promise<SentRequest> {
  const { merchantId, deliveryId, actor } = wish
  return inTransaction(pool, async (client) => {
    const request = await readSentRequest({ pool: client, keyring }, wish)
    if (request === undefined) {
      throw new PaidoutError("message_pruned", "What was sent is not kept any more.")
    }
    await insertAudit(client, {
      merchantId,
      actor,
      action: "delivery.reveal",
      object: idText("delivery", deliveryId),
    })
    return request
  })
}

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findMessage } from "../../inbox/find-message.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/**
 * The exact bytes of a received request, for a person: it stands in the audit log that they were
 * looked at. Undefined: there is no such message.
 * @throws PaidoutError message_pruned: the body is gone
 */
export async function revealMessage(
  { pool, keyring }: { readonly pool: Pool; readonly keyring: Keyring },
  wish: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<Buffer | undefined> {
  const { merchantId, id, actor } = wish
  return inTransaction(pool, async (client) => {
    const message = await findMessage(client, { merchantId, id })
    if (message === undefined) return undefined
    if (message.bodySealed === null) {
      throw new PaidoutError("message_pruned", "The body of this request is not kept any more.")
    }
    const body = await keyring.open(merchantId, message.bodySealed)
    await insertAudit(client, {
      merchantId,
      actor,
      action: "message.reveal",
      object: idText("message", id),
    })
    return body
  })
}

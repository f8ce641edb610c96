import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { withdrawInvitation as setWithdrawn } from "../../people/withdraw-invitations.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** @throws PaidoutError not_found: none of this id is open. */
export async function withdrawInvitation(
  pool: Pool,
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<void> {
  const { merchantId, actor, id } = request
  await inTransaction(pool, async (client) => {
    if (!(await setWithdrawn(client, request))) throw new PaidoutError("not_found")
    const object = idText("invitation", id)
    await insertAudit(client, { merchantId, actor, action: "invitation.withdraw", object })
  })
}

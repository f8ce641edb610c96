import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { endMembership } from "../../people/end-membership.ts"
import { isMember } from "../../people/is-member.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** @throws PaidoutError not_found, last_owner */
export async function removeMember(
  pool: Pool,
  request: { readonly merchantId: string; readonly personId: string; readonly actor: string },
): Promise<void> {
  const { merchantId, personId, actor } = request
  await inTransaction(pool, async (client) => {
    const role = await endMembership(client, request)
    if (role === undefined) {
      throw new PaidoutError((await isMember(client, request)) ? "last_owner" : "not_found")
    }
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "member.remove",
      object: idText("person", personId),
      before: { role },
    })
  })
}

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { isMember } from "../../people/is-member.ts"
import type { MemberRole } from "../../people/role.ts"
import { updateMemberRole } from "../../people/update-member-role.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** @throws PaidoutError not_found, last_owner */
export async function changeMemberRole(
  pool: Pool,
  request: {
    readonly merchantId: string
    readonly personId: string
    readonly role: MemberRole
    readonly actor: string
  },
): Promise<void> {
  const { merchantId, personId, role, actor } = request
  await inTransaction(pool, async (client) => {
    const changed = await updateMemberRole(client, request)
    if (changed === undefined) {
      throw new PaidoutError((await isMember(client, request)) ? "last_owner" : "not_found")
    }
    if (changed.before === role) return
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "member.role",
      object: idText("person", personId),
      before: { role: changed.before },
      after: { role },
    })
  })
}

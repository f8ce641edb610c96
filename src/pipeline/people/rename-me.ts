import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { renamePerson } from "../../people/rename-person.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** A person's own name; every merchant of his sees it, the one he acts for keeps who changed it. */
export async function renameMe(
  pool: Pool,
  request: { readonly merchantId: string; readonly personId: string; readonly name: string },
): Promise<void> {
  const { merchantId, personId, name } = request
  await inTransaction(pool, async (client) => {
    const before = await renamePerson(client, { id: personId, name })
    if (before === undefined || before === name) return
    const actor = idText("person", personId)
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "person.rename",
      object: actor,
      before: { name: before },
      after: { name },
    })
  })
}

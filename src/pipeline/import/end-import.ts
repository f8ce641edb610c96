import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findImport } from "../../inbox/find-import.ts"
import { finishImport } from "../../inbox/finish-import.ts"
import type { Import } from "../../inbox/import.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** Nothing more is to come; once more changes nothing. @throws PaidoutError not_found */
export async function endImport(
  { pool }: { readonly pool: Pool },
  asked: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<Import> {
  return inTransaction(pool, async (client) => {
    const finished = await finishImport(client, asked)
    if (finished === undefined) {
      const found = await findImport(client, asked)
      if (found === undefined) throw new PaidoutError("not_found")
      return found
    }
    const { place, counts, verified } = finished
    await insertAudit(client, {
      merchantId: asked.merchantId,
      actor: asked.actor,
      action: "import.finish",
      object: idText("import", asked.id),
      after: { place, ...counts, verified },
    })
    return finished
  })
}

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { cancelReconciliation } from "../../reconcile/cancel-reconciliation.ts"
import { findReconciliation } from "../../reconcile/find-reconciliation.ts"
import { forgetReconciliationNotes } from "../../reconcile/forget-reconciliation-notes.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"

/**
 * Ends a running report; what it found so far stays.
 * @throws PaidoutError not_found; conflict when it is not running any more
 */
export async function cancelRunningReconciliation(
  context: { readonly pool: Pool },
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<Reconciliation> {
  const cancelled = await inTransaction(context.pool, async (client) => {
    if (!(await cancelReconciliation(client, request))) {
      const known = await findReconciliation(client, request)
      if (known === undefined) throw new PaidoutError("not_found")
      throw new PaidoutError("conflict", `This report is ${known.state} already.`)
    }
    await forgetReconciliationNotes(client, request)
    await insertAudit(client, {
      ...{ merchantId: request.merchantId, actor: request.actor },
      ...{ action: "reconciliation.cancel", object: idText("reconciliation", request.id) },
    })
    return findReconciliation(client, request)
  })
  if (cancelled === undefined) throw new PaidoutError("not_found")
  return cancelled
}

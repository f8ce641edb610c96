import { cancelResend, withdrawResendParts } from "../../delivery/cancel-resend.ts"
import { findResend } from "../../delivery/find-resend.ts"
import type { Resend } from "../../delivery/resend.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { ResendContext } from "./resend-many.ts"

/**
 * Nothing more of it is put into the queue from now on. What stands there is taken out in the
 * background, and what is being sent finishes: then `finished_at` is set.
 * @throws PaidoutError not_found; conflict when it is not running any more
 */
export async function cancelRunningResend(
  context: ResendContext,
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<Resend> {
  const resend = await inTransaction(context.pool, async (client) => {
    await withdrawResendParts(client, request)
    if (!(await cancelResend(client, request))) {
      const known = await findResend(client, request)
      if (known === undefined) throw new PaidoutError("not_found")
      throw new PaidoutError("conflict", `This resend is ${known.state} already.`)
    }
    await insertAudit(client, {
      merchantId: request.merchantId,
      actor: request.actor,
      action: "resend.cancel",
      object: idText("resend", request.id),
    })
    return findResend(client, request)
  })
  if (resend === undefined) throw new PaidoutError("not_found")
  context.wakeResend?.()
  return resend
}

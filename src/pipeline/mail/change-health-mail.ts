import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { isMailAddress } from "../../mail-address.ts"
import type { HealthMailSettings } from "../../merchants/health-mail.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { updateHealthMail } from "../../merchants/update-health-mail.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

/** Sets who gets the merchant's mails. @throws PaidoutError request_invalid: no mail address. */
export async function changeHealthMail(
  pool: Pool,
  change: {
    readonly merchantId: string
    readonly actor: string
    readonly settings: HealthMailSettings
    /** In whose audit log it stands. Default: the merchant's own. */
    readonly auditedFor?: string
  },
): Promise<void> {
  const { merchantId, actor, settings } = change
  const wrong = settings.recipients.findIndex((address) => !isMailAddress(address))
  if (wrong >= 0) {
    const field = `recipients.${wrong}`
    throw new PaidoutError("request_invalid", `${field} is no mail address.`, {
      detail: { errors: [{ field, message: "is no mail address" }] },
    })
  }
  await inTransaction(pool, async (client) => {
    const before = await updateHealthMail(client, { merchantId, settings })
    await insertAudit(client, {
      merchantId: change.auditedFor ?? merchantId,
      actor,
      action: "health_mail.change",
      object: idText("merchant", merchantId),
      before: audited(before),
      after: audited(settings),
    })
  })
}

function audited({ recipients, when, stuckAfterHours }: HealthMailSettings) {
  return { recipients, when, stuck_after_hours: stuckAfterHours }
}

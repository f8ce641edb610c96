import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { snoozeAttentionItem } from "../../ledger/snooze-attention-item.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { lockOpenAttention } from "./demand-action.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"

/** Whoever sees to it later than that does not see to it. */
export const snoozeDaysMax = 30
const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * An item may wait until then, or not any more (null). A fact that changes it wakes it before.
 * @throws PaidoutError not_found, attention_closed, request_invalid: past, or beyond the bound
 */
export async function snoozeAttention(
  { pool }: Pick<OperatorContext, "pool">,
  wish: Omit<OperatorWish, "reason"> & { readonly itemId: string; readonly until: Date | null },
): Promise<void> {
  const { merchantId, itemId: id, until, actor } = wish
  await inTransaction(pool, async (client) => {
    const item = await lockOpenAttention(client, { merchantId, id })
    if (item.snoozedUntil?.getTime() === until?.getTime()) return
    if (until !== null) demandWithin(until, item.now)
    await snoozeAttentionItem(client, { merchantId, id, until })
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "attention.snooze",
      object: idText("attention", id),
      before: { snoozed_until: item.snoozedUntil?.toISOString() ?? null },
      after: { snoozed_until: until?.toISOString() ?? null },
    })
  })
}

function demandWithin(until: Date, now: Date): void {
  const aheadMs = until.getTime() - now.getTime()
  if (aheadMs > 0 && aheadMs <= snoozeDaysMax * DAY_MS) return
  const message = `until is to be after now and within ${snoozeDaysMax} days.`
  throw new PaidoutError("request_invalid", message, {
    detail: { errors: [{ field: "until", message }] },
  })
}

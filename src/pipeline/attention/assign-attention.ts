import { PaidoutError } from "../../errors.ts"
import { idText, idUuid } from "../../ids.ts"
import { assignAttentionItem } from "../../ledger/assign-attention-item.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { findActiveActor } from "../../people/find-active-actor.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { lockOpenAttention } from "./demand-action.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"

/**
 * Somebody looks after an item, or nobody any more (null). To say so twice changes nothing.
 * @throws PaidoutError not_found, attention_closed, request_invalid: nobody who may look after it
 */
export async function assignAttention(
  { pool }: Pick<OperatorContext, "pool">,
  wish: Omit<OperatorWish, "reason"> & {
    readonly itemId: string
    /** `per_…` or `key_…` */
    readonly assignee: string | null
  },
): Promise<void> {
  const { merchantId, itemId: id, assignee, actor } = wish
  await inTransaction(pool, async (client) => {
    const item = await lockOpenAttention(client, { merchantId, id })
    if (item.assignee === assignee) return
    if (assignee !== null && assignee !== actor) {
      await demandActor(client, { merchantId, assignee })
    }
    await assignAttentionItem(client, { merchantId, id, assignee })
    await insertAudit(client, {
      ...{ merchantId, actor },
      action: "attention.assign",
      object: idText("attention", id),
      before: { assignee: item.assignee },
      after: { assignee },
    })
  })
}

async function demandActor(
  client: PoolClient,
  { merchantId, assignee }: { readonly merchantId: string; readonly assignee: string },
): Promise<void> {
  for (const kind of ["person", "apiKey"] as const) {
    const id = idUuid(kind, assignee)
    if (id !== undefined && (await findActiveActor(client, { merchantId, kind, id }))) return
  }
  const message = "assignee is no member and no API key of this merchant."
  throw new PaidoutError("request_invalid", message, {
    detail: { errors: [{ field: "assignee", message }] },
  })
}

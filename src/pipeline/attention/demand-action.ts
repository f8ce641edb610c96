import { PaidoutError } from "../../errors.ts"
import type { AttentionItem } from "../../ledger/attention-row.ts"
import { lockAttentionItem } from "../../ledger/find-attention-item.ts"
import {
  ATTENTION_ACTIONS,
  isAttentionAction,
  type AttentionAction,
} from "../../payout/attention-actions.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { actionsFor } from "./describe-attention.ts"

/** @throws PaidoutError attention_action_unknown */
export function demandAction(name: string): AttentionAction {
  if (!isAttentionAction(name)) {
    throw new PaidoutError("attention_action_unknown", `There is no action "${name}".`, {
      detail: { actions: Object.keys(ATTENTION_ACTIONS) },
    })
  }
  return name
}

/**
 * Is it open, and is the action offered for it?
 * @throws PaidoutError attention_closed, attention_action_refused
 */
export function demandOpen(
  item: AttentionItem,
  action: AttentionAction,
  canBeAsked: boolean,
): void {
  refuseClosed(item)
  const offered = actionsFor(item, canBeAsked)
  if (offered.includes(action)) return
  throw new PaidoutError("attention_action_refused", `"${action}" is not offered for this item.`, {
    detail: { actions: offered },
  })
}

/**
 * For what can be said of any open item.
 * @throws PaidoutError not_found, attention_closed
 */
export async function lockOpenAttention(
  client: PoolClient,
  key: { readonly merchantId: string; readonly id: string },
): Promise<AttentionItem & { readonly now: Date }> {
  const item = await lockAttentionItem(client, key)
  if (item === undefined) throw new PaidoutError("not_found")
  refuseClosed(item)
  return item
}

function refuseClosed({ closedAt, closedBy, closedBecause }: AttentionItem): void {
  if (closedAt === null) return
  const who = closedBy ?? "what was heard since"
  throw new PaidoutError("attention_closed", `This item was closed already, by ${who}.`, {
    detail: { closed_by: closedBy, closed_because: closedBecause },
  })
}

/** @throws PaidoutError request_invalid */
export function demandReason(action: AttentionAction, reason: string | null): void {
  if (reason !== null || !ATTENTION_ACTIONS[action].needsReason) return
  throw new PaidoutError("request_invalid", `"${action}" takes a reason: it is kept.`)
}

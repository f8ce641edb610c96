import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { findNow } from "../../ledger/find-now.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { PayoutState } from "../../payout/apply-payout.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction, type Later } from "../../postgres/transaction.ts"
import { MARKED_AS, markOfPayout, noteMarked, tellMarks, type Mark } from "./mark-payouts.ts"
import type { OperatorContext, OperatorWish } from "./operator-context.ts"
import type { Told } from "../tell-events.ts"

export interface MarkWish extends OperatorWish {
  readonly payoutId: string
  readonly mark: Mark
}

/**
 * An operator marks a payout. To mark it twice changes nothing.
 * @throws PaidoutError not_found, payout_action_refused
 */
export async function markPayout(context: OperatorContext, wish: MarkWish): Promise<void> {
  const told = await inTransaction(context.pool, (client, later) =>
    markLockedPayout(client, wish, { ...context, later }),
  )
  noteMarked(context, told)
}

/** In the caller's transaction; `noteMarked` is left to the caller. */
export async function markLockedPayout(
  client: PoolClient,
  wish: MarkWish,
  context: Pick<OperatorContext, "keyring"> & { readonly later: Later },
): Promise<Told> {
  const { merchantId, payoutId, mark, actor, reason } = wish
  const [payout] = await lockPayouts(client, [{ merchantId, id: payoutId }])
  if (payout === undefined) throw new PaidoutError("not_found")
  const now = await findNow(client)
  const told = await tellMarks(client, [markOfPayout(payout, wish)], { ...context, now })
  demandTaken(told, payout, mark)
  await insertAudit(client, {
    ...{ merchantId, actor },
    action: `payout.${mark}`,
    object: idText("payout", payoutId),
    before: { status: payout.status, certainty: payout.certainty },
    after: { reason },
  })
  return told
}

/** Nobody is to believe that it was marked where it stands otherwise. */
function demandTaken({ entries }: Told, { status, certainty }: PayoutState, mark: Mark): void {
  if (entries[0]?.applied === true || status === MARKED_AS[mark]) return
  const teller = certainty === "confirmed" ? "its provider says" : "was said before"
  throw new PaidoutError(
    "payout_action_refused",
    `The payout is ${status}, as ${teller}: an operator's word does not change that.`,
    { detail: { payout_status: status, certainty } },
  )
}

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findDestinations } from "../../ledger/find-destinations.ts"
import { findPayout } from "../../ledger/find-payout.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Destination } from "../../payout/event.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { OperatorContext } from "./operator-context.ts"

/**
 * The whole destination of a payout. That it was seen, and by whom, is in the audit log before it
 * is; what was seen is not.
 * @throws PaidoutError not_found, destination_unknown
 */
export async function revealDestination(
  { pool, keyring }: Pick<OperatorContext, "pool" | "keyring">,
  wish: { readonly merchantId: string; readonly payoutId: string; readonly actor: string },
): Promise<Destination> {
  const { merchantId, payoutId: id, actor } = wish
  return inTransaction(pool, async (client) => {
    if ((await findPayout(client, { merchantId, id })) === undefined) {
      throw new PaidoutError("not_found")
    }
    const [stored] = await findDestinations(client, [{ merchantId, id }])
    if (stored === undefined) throw new PaidoutError("destination_unknown")
    await insertAudit(client, {
      ...{ merchantId, actor, action: "payout.reveal", object: idText("payout", id) },
    })
    const opened = await keyring.open(merchantId, stored.sealed)
    return JSON.parse(opened.toString("utf8")) as Destination
  })
}

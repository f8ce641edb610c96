import { idText } from "../../ids.ts"
import { closeDoublePayments } from "../../ledger/close-double-payments.ts"
import { findReplacementChains } from "../../ledger/find-replacement-chains.ts"
import { lockReplacements } from "../../ledger/lock-replacements.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import type { Change } from "../../payout/canonical.ts"
import { paidTwice } from "../../payout/paid-twice.ts"
import type { Payout } from "../../payout/payout.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"

const ADVICE =
  "This payout was paid, and so was one that was made in its place: ask the recipient for the second amount, or have the provider take it back."

/**
 * In the transaction that applied changes: a payout and the one in its place, both paid, are a
 * double payment, until one of them is paid no more. Whoever changes one of a chain waits for the
 * others who do, so of two paid at the same moment the second one sees it.
 */
export async function watchDoublePayments(
  client: PoolClient,
  changes: readonly Change[],
  later: Later,
): Promise<void> {
  const moved = new Map<string, Payout>()
  for (const change of changes) {
    if (change.subject !== "payout") continue
    const { payout, previousStatus, sequence } = change
    // Nobody can have replaced what is only heard of now.
    if (sequence === 1 && payout.replaces === null) continue
    if (payout.status === "paid" || previousStatus === "paid") moved.set(payout.id, payout)
  }
  if (moved.size === 0) return
  const firsts = await lockReplacements(client, [...moved.values()])
  if (firsts.length === 0) return
  // The chains as this transaction leaves them: what it changes is written at its end.
  const chains = (await findReplacementChains(client, firsts)).map((each) => ({
    ...each,
    status: moved.get(each.id)?.status ?? each.status,
  }))
  const twice = paidTwice(chains)
  const toOpen = chains.flatMap(({ merchantId, id, sourceId }) => {
    const paid = twice.get(id)
    if (paid === undefined) return []
    const detail = { paid: paid.map((each) => idText("payout", each)) }
    const item = { kind: "double_payment", subject: "payout", advice: ADVICE, detail } as const
    return [{ ...item, merchantId, subjectId: id, sourceId }]
  })
  const settled = chains.filter(({ id }) => !twice.has(id))
  later(() => closeDoublePayments(client, settled, "only one of them is paid"))
  if (toOpen.length > 0) later(() => openAttention(client, toOpen))
}

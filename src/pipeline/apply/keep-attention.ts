import { closeAttentionWithinBatches } from "../../ledger/close-attention-within-batches.ts"
import { closeAttention, type AttentionToClose } from "../../ledger/close-attention.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { renewAttention } from "../../ledger/renew-attention.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { AttentionChanges } from "./attention-changes.ts"

/**
 * In the transaction that applied events: what they give a person to do, and what they settle.
 * Returns what is stuck no more: that is closed where the polls are kept.
 */
export function keepAttention(
  client: PoolClient,
  changes: readonly AttentionChanges[],
  later: Later,
): readonly AttentionToClose[] {
  const toOpen = changes.flatMap((each) => each.toOpen)
  const toRenew = changes.flatMap((each) => each.toRenew)
  const settled = changes.flatMap((each) => each.toClose)
  const toClose = settled.filter(({ kind }) => kind !== "stuck")
  const learned = changes.flatMap((each) => each.batchesLearned)
  const within = { kind: "insufficient_balance", because: "its batch tells it" }
  if (toOpen.length > 0) later(() => openAttention(client, toOpen))
  if (toRenew.length > 0) later(() => renewAttention(client, toRenew))
  if (toClose.length > 0) later(() => closeAttention(client, toClose))
  if (learned.length > 0) later(() => closeAttentionWithinBatches(client, learned, within))
  return settled.filter(({ kind }) => kind === "stuck")
}

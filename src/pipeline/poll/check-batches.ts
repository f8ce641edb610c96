import { closeAttention } from "../../ledger/close-attention.ts"
import { findBatches } from "../../ledger/find-batches.ts"
import { findToldCounters } from "../../ledger/find-told-counters.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import { countersView } from "../../payout/batch.ts"
import { checkBatchSums, type BatchSums } from "../../payout/check-batch-sums.ts"
import type { BatchCounters, BatchEvent, PayoutEvent } from "../../payout/event.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { ReadResult } from "../../providers/api.ts"

const KIND = "batch_mismatch"

/**
 * Holds the payouts of bulk payouts that were just read against what counts them: the counters of the
 * same answer, and those of the last webhook, where it says that nothing is pending any more. In
 * the transaction of the answer, before it is applied. Returns those that disagree: they are asked for
 * again, since one of the two may only be late.
 */
export async function checkBatches(
  client: PoolClient,
  batches: readonly {
    readonly merchantId: string
    readonly sourceId: string
    readonly subjectId: string
    readonly event: BatchEvent
  }[],
  { events, findings }: Pick<ReadResult, "events" | "findings">,
): Promise<ReadonlySet<string>> {
  const disagreeing = new Set<string>()
  // Cut short it says nothing of what it did not come to; that its sums are odd is said as misread.
  if (findings.some(({ kind }) => kind !== "answer_misread" && kind !== "not_known")) {
    return disagreeing
  }
  if (batches.length === 0) return disagreeing
  const ids = batches.map(({ merchantId, subjectId }) => ({ merchantId, id: subjectId }))
  const known = await findBatches(client, ids)
  const counted = await findToldCounters(client, batches)
  for (const { merchantId, sourceId, subjectId, event } of batches) {
    const batch = known.find(({ id }) => id === subjectId)
    const before = counted.get(subjectId) ?? null
    const items = events.filter(
      (each): each is PayoutEvent =>
        each.subject === "payout" && each.batchProviderId === event.providerId,
    )
    const told = [event.counters, isSettled(before) ? before : null].filter((each) => each !== null)
    const checked = told.map((counters) => checkBatchSums(counters, items))
    const wrong = checked.find(isDisagreement)
    if (wrong !== undefined) {
      disagreeing.add(subjectId)
      const detail = { counters: countersView(wrong.counters), payouts: countersView(wrong.items) }
      await openAttention(client, [
        {
          ...{ merchantId, sourceId, subject: "batch", subjectId, kind: KIND, advice, detail },
          // Who dismissed it since then has seen these very sums.
          ...(batch !== undefined && { standsSince: new Date(batch.updatedAt) }),
        },
      ])
    } else if (checked.some(({ outcome }) => outcome === "agree")) {
      const because = "its counters and its payouts agree"
      await closeAttention(client, [{ merchantId, subjectId, kind: KIND, because }])
    }
  }
  return disagreeing
}

const advice = ATTENTION_ADVICE[KIND]

function isSettled(counters: BatchCounters | null): boolean {
  return counters !== null && counters.pending.count === 0
}

function isDisagreement(sums: BatchSums): sums is Extract<BatchSums, { outcome: "disagree" }> {
  return sums.outcome === "disagree"
}

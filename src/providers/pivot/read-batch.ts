import type { BatchCounters, BatchEvent } from "../../payout/event.ts"
import { batchKey } from "./payload.ts"
import { REQUEST_READS, type RequestWord } from "./read-status.ts"

/** The request itself, as Retrieve Payout has it. */
export function readBatch(
  word: RequestWord,
  request: {
    readonly uuid: string
    readonly account: string | null
    readonly counters: BatchCounters | null
    readonly updatedAt: string | null
  },
): BatchEvent {
  const { uuid, counters } = request
  const { status, reason, wireEvent } = REQUEST_READS[word]
  return {
    subject: "batch",
    key: batchKey(uuid, wireEvent, counters),
    wireEvent,
    providerId: uuid,
    live: null,
    account: request.account,
    occurredAt: request.updatedAt,
    order: null,
    // Where one payout has its end the money was there and the bank was asked.
    status: word === "IN_PROGRESS" && isBegun(counters) ? "processing" : status,
    reason,
    counters,
  }
}

function isBegun(counters: BatchCounters | null): boolean {
  return counters !== null && (counters.success.count > 0 || counters.failed.count > 0)
}

import type { Batch } from "./batch.ts"

/** A bulk payout that nobody made: never live, and its id says what it is. */
export function sampleBatch(sample: {
  readonly provider: string
  /** RFC 3339 UTC. */
  readonly at: string
  readonly newUuid: () => string
}): Batch {
  const { at, newUuid } = sample
  const none = { count: 0, amount: 0n }
  return {
    merchantId: newUuid(),
    id: newUuid(),
    sourceId: newUuid(),
    provider: sample.provider,
    providerId: "test_sample-0001",
    status: "done",
    reason: null,
    live: false,
    sequence: 2,
    counters: {
      currency: "IDR",
      pending: none,
      success: { count: 1, amount: 100_000_000n },
      failed: none,
      cancelled: none,
    },
    createdAt: at,
    updatedAt: at,
  }
}

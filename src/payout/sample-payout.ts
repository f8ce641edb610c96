import type { Payout } from "./payout.ts"

/** A payout that nobody made: never live, and its reference says what it is. */
export function samplePayout(sample: {
  readonly provider: string
  /** RFC 3339 UTC. */
  readonly at: string
  readonly newUuid: () => string
}): Payout {
  const { at, newUuid } = sample
  return {
    merchantId: newUuid(),
    id: newUuid(),
    sourceId: newUuid(),
    provider: sample.provider,
    providerId: "test_sample-0001",
    reference: "SAMPLE-NOT-A-REAL-PAYOUT",
    batchId: null,
    amount: { amount: 100_000_000n, currency: "IDR" },
    status: "paid",
    reason: null,
    certainty: "confirmed",
    live: false,
    sequence: 2,
    failure: null,
    channelCode: "ID_BCA",
    description: "A sample that tests this endpoint",
    metadata: null,
    destination: null,
    replaces: null,
    estimatedArrivalAt: null,
    createdAt: at,
    updatedAt: at,
  }
}

import type { Payment } from "./payment.ts"

/** A payment that nobody made: never live, and its reference says what it is. */
export function samplePayment(sample: {
  readonly provider: string
  /** RFC 3339 UTC. */
  readonly at: string
  readonly newUuid: () => string
}): Payment {
  const { at, newUuid } = sample
  const amount = { amount: 100_000_000n, currency: "IDR" }
  return {
    merchantId: newUuid(),
    id: newUuid(),
    sourceId: newUuid(),
    provider: sample.provider,
    providerId: "test_sample-0001",
    reference: "SAMPLE-NOT-A-REAL-PAYMENT",
    paymentType: "single",
    amount,
    status: "paid",
    cancellationReason: null,
    live: false,
    sequence: 2,
    metadata: null,
    charges: [{ providerId: "test_sample-0001-1", status: "SUCCESS", amount, paidAt: at }],
    expiresAt: null,
    createdAt: at,
    updatedAt: at,
  }
}

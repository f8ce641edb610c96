import type { TellableChange } from "../delivery/dialect.ts"
import { newUuid } from "../ids.ts"
import { samplePayout } from "../payout/sample-payout.ts"

/** The change that a test event tells of: paid, never live, and its names say that it is none. */
export function sampleChange(provider: string, at: string): TellableChange {
  const payout = samplePayout({ provider, at, newUuid })
  return {
    subject: "payout",
    payout,
    eventId: newUuid(),
    merchantId: payout.merchantId,
    type: "payout.paid",
    previousStatus: "processing",
    sequence: payout.sequence,
    at,
    occurredAt: at,
    wireEvent: "endpoint.test",
    told: null,
    destination: { accountNumber: "0000000000", accountHolderName: "Sample" },
    toldBefore: null,
  }
}

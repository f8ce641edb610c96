import type { TellableChange } from "../../delivery/dialect.ts"
import { newUuid } from "../../ids.ts"
import { selectsType, type EventType } from "../../payout/canonical.ts"
import { sampleBatch } from "../../payout/sample-batch.ts"
import { samplePayment } from "../../payout/sample-payment.ts"
import { samplePayout } from "../../payout/sample-payout.ts"

/**
 * The change that a test event tells of: never live, and its names say that it is none. It is about
 * a payout, unless the endpoint wants to hear of payments or batches only.
 */
export function sampleChange(
  provider: string,
  sample: {
    readonly at: string
    readonly eventTypes: readonly string[]
    readonly tells: readonly EventType[]
  },
): TellableChange {
  const { at, eventTypes, tells } = sample
  const wanted = tells.filter((type) => selectsType(eventTypes, type))
  const speaksOf = (subject: string) => wanted.some((type) => type.startsWith(`${subject}.`))
  const shared = {
    eventId: newUuid(),
    previousStatus: "processing",
    sequence: 2,
    at,
    occurredAt: at,
    wireEvent: "endpoint.test",
    told: null,
    destination: null,
    toldBefore: null,
  } as const
  if (speaksOf("payout") || wanted.length === 0) {
    const payout = samplePayout({ provider, at, newUuid })
    const { merchantId } = payout
    const destination = { accountNumber: "0000000000", accountHolderName: "Sample" }
    return { ...shared, subject: "payout", type: "payout.paid", merchantId, payout, destination }
  }
  if (speaksOf("payment")) {
    const payment = samplePayment({ provider, at, newUuid })
    const { merchantId } = payment
    return {
      ...shared,
      subject: "payment",
      type: "payment.paid",
      merchantId,
      payment,
      paidCharge: null,
    }
  }
  const batch = sampleBatch({ provider, at, newUuid })
  return { ...shared, subject: "batch", type: "batch.done", merchantId: batch.merchantId, batch }
}

import { describe, expect, test } from "vitest"

import { applyPaymentEvent, type PaymentState } from "./apply-payment.ts"
import { applyPayoutEvent, type PayoutState } from "./apply-payout.ts"
import type { Change } from "./canonical.ts"
import { eventOfChange } from "./event-of-change.ts"
import type { BatchEvent, PaymentEvent, PayoutEvent } from "./event.ts"

const AT = "2026-11-21T09:00:00.000Z"
const IDENTITY = {
  merchantId: "merchant",
  id: "ours",
  sourceId: "source",
  provider: "any",
  batchId: null,
  live: true,
}
const TELLER = {
  via: "webhook",
  tier: "webhook",
  messageId: null,
  readingId: null,
  recordedAt: AT,
  note: null,
} as const

const paid: PayoutEvent = {
  subject: "payout",
  key: "payout:disb-1:SUCCEEDED",
  wireEvent: "payout.succeeded",
  providerId: "disb-1",
  live: true,
  account: "their account",
  occurredAt: "2026-11-21T08:00:01.000Z",
  order: "2026-11-21T08:00:00.000Z",
  aliases: ["another name"],
  batchProviderId: "batch-1",
  reference: "salary-7",
  status: "paid",
  reason: null,
  failure: null,
  amount: { amount: 100_000_000n, currency: "IDR" },
  details: {
    channelCode: "ID_BCA",
    description: "July",
    metadata: { run: 7 },
    destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
    receiptNotification: { email_to: ["a@example.com"] },
    sourceAmount: { amount: 6_300n, currency: "USD" },
    createdAt: "2026-11-21T07:00:00.000Z",
    estimatedArrivalAt: "2026-11-22T07:00:00.000Z",
    extra: { connector_reference: "C-1" },
  },
}

function apply(state: PayoutState | undefined, event: PayoutEvent) {
  const outcome = applyPayoutEvent(state, event, {
    identity: IDENTITY,
    teller: TELLER,
    eventId: "event",
    isRepeated: false,
  })
  return outcome.state
}

function payoutChange(payout: PayoutState, told: PayoutEvent | null): Change {
  return {
    subject: "payout",
    payout,
    eventId: "event",
    merchantId: payout.merchantId,
    type: `payout.${payout.status}`,
    previousStatus: null,
    sequence: payout.sequence,
    at: AT,
    occurredAt: told?.occurredAt ?? null,
    wireEvent: told?.wireEvent ?? "payout.succeeded",
    told,
  }
}

const whole = { destination: paid.details.destination ?? null, account: null }

describe("a payout", () => {
  test("first told is the very event that told it", () => {
    expect(eventOfChange(payoutChange(apply(undefined, paid), paid), whole)).toEqual(paid)
  })

  test("told again has all that is known of it, and the names of the last event", () => {
    const reversed: PayoutEvent = {
      ...paid,
      key: "payout:disb-1:REVERSED",
      wireEvent: "payout.reversed",
      status: "reversed",
      account: "another account",
      aliases: [],
      details: { extra: { return_reason: "closed" } },
    }
    const state = apply(apply(undefined, paid), reversed)
    expect(eventOfChange(payoutChange(state, reversed), whole)).toEqual({
      ...reversed,
      details: {
        ...paid.details,
        extra: { connector_reference: "C-1", return_reason: "closed" },
      },
    })
  })

  test("stands as the ledger says, whatever the event that moved it claimed", () => {
    const read = { ...paid, status: "failed", key: "payout:disb-1:FAILED" } as const
    const failed = applyPayoutEvent(apply(undefined, paid), read, {
      identity: IDENTITY,
      teller: { ...TELLER, tier: "read" },
      eventId: "event",
      isRepeated: false,
    }).state
    expect(eventOfChange(payoutChange(failed, paid), whole)).toMatchObject({ status: "failed" })
  })

  test("read back from the ledger lacks only what nobody kept", () => {
    const event = eventOfChange(payoutChange(apply(undefined, paid), null), whole)
    expect(event).toEqual({
      ...paid,
      key: "",
      account: null,
      aliases: [],
      batchProviderId: null,
      occurredAt: AT,
    })
  })

  test("read back has the order of what it stands at, and none where nobody gave one", () => {
    const reversed = { ...paid, status: "reversed", order: "2026-11-21T08:30:00.000Z" } as const
    const state = apply(apply(undefined, paid), reversed)
    expect(eventOfChange(payoutChange(state, null), whole).order).toBe(reversed.order)
    const paidThen = { ...state, status: "paid" } as const
    expect(eventOfChange(payoutChange(paidThen, null), whole).order).toBe(paid.order)
    const unordered = apply(undefined, { ...paid, order: null })
    expect(eventOfChange(payoutChange(unordered, null), whole).order).toBeNull()
  })

  test("names the account that the endpoint wishes", () => {
    const change = payoutChange(apply(undefined, paid), paid)
    expect(eventOfChange(change, { ...whole, account: "wished" }).account).toBe("wished")
  })

  test("that has no id of a provider yet has ours", () => {
    const announced = { ...apply(undefined, paid), providerId: null }
    expect(eventOfChange(payoutChange(announced, null), whole).providerId).toBe("ours")
  })

  test("whose kept source amount cannot be read has none", () => {
    for (const kept of [undefined, null, "63", { value: 63 }, { value: "-1", currency: "USD" }]) {
      const state = { ...apply(undefined, paid), details: { source_amount: kept } }
      const event = eventOfChange(payoutChange(state, null), whole) as PayoutEvent
      expect(event.details).not.toHaveProperty("sourceAmount")
    }
  })
})

describe("a payment", () => {
  const EARLY = "2026-11-21T08:00:00.000Z"
  const charge = { providerId: "a", status: "SUCCESS", amount: paid.amount, paidAt: EARLY }
  const charged: PaymentEvent = {
    subject: "payment",
    key: "payment:1:CHARGE:a",
    wireEvent: "CHARGE.SUCCESS",
    providerId: "1",
    live: null,
    account: null,
    occurredAt: EARLY,
    order: EARLY,
    reference: "invoice-1",
    status: "processing",
    cancellationReason: null,
    amount: paid.amount,
    paymentType: "multiple",
    paidCharge: "a",
    charges: [charge],
    metadata: { invoice: "1" },
    createdAt: EARLY,
    expiresAt: AT,
  }

  function changeOf(
    told: PaymentEvent,
    before?: PaymentState,
  ): { readonly change: Change; readonly state: PaymentState } {
    const outcome = applyPaymentEvent(before, told, {
      identity: IDENTITY,
      teller: TELLER,
      eventId: "event",
      isRepeated: false,
    })
    const change: Change = {
      subject: "payment",
      payment: outcome.state,
      paidCharge: outcome.paidCharge,
      eventId: "event",
      merchantId: "merchant",
      type: "payment.charge_paid",
      previousStatus: null,
      sequence: outcome.state.sequence,
      at: AT,
      occurredAt: told.occurredAt,
      wireEvent: told.wireEvent,
      told,
    }
    return { change, state: outcome.state }
  }

  test("first told is the very event that told it", () => {
    const { change } = changeOf(charged)
    expect(eventOfChange(change, whole)).toEqual({ ...charged, live: true })
  })

  test("tells the paid charge as it was told, beside all others that are known", () => {
    const { state } = changeOf({ ...charged, paidCharge: null })
    const untimed = { ...charge, paidAt: null }
    const other = { ...charge, providerId: "b" }
    const again = { ...charged, key: "k2", charges: [untimed, other] }
    const event = eventOfChange(changeOf(again, state).change, whole)
    expect(event).toMatchObject({ paidCharge: "a", charges: [untimed, other] })
  })
})

test("a batch is its counters and where it stands", () => {
  const batch: BatchEvent = {
    subject: "batch",
    key: "batch:1:PAYOUT.DONE",
    wireEvent: "PAYOUT.DONE",
    providerId: "1",
    live: true,
    account: "theirs",
    occurredAt: null,
    order: null,
    status: "done",
    reason: null,
    counters: {
      currency: "IDR",
      pending: { count: 0, amount: 0n },
      success: { count: 1, amount: 100_000_000n },
      failed: { count: 0, amount: 0n },
      cancelled: { count: 0, amount: 0n },
    },
  }
  const change: Change = {
    subject: "batch",
    batch: {
      ...IDENTITY,
      providerId: "1",
      status: "done",
      reason: null,
      sequence: 1,
      counters: batch.counters,
      createdAt: AT,
      updatedAt: AT,
    },
    eventId: "event",
    merchantId: "merchant",
    type: "batch.done",
    previousStatus: null,
    sequence: 1,
    at: AT,
    occurredAt: null,
    wireEvent: "PAYOUT.DONE",
    told: batch,
  }
  expect(eventOfChange(change, whole)).toEqual({ ...batch, occurredAt: AT })
})

import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { applyBatchEvent, type BatchState } from "./apply-batch.ts"
import { applyPaymentEvent, type PaymentState } from "./apply-payment.ts"
import { applyPayoutEvent, type PayoutState } from "./apply-payout.ts"
import type {
  BatchCounters,
  BatchEvent,
  PaymentEvent,
  PayoutDetails,
  PayoutEvent,
} from "./event.ts"
import type { HistoryEntry, Teller } from "./history.ts"

const identity = {
  merchantId: "m",
  id: "subject",
  sourceId: "s",
  provider: "test",
  live: true,
  batchId: null,
}
const teller: Teller = {
  via: "webhook",
  tier: "webhook",
  messageId: "message",
  readingId: null,
  recordedAt: "2026-11-21T10:00:00.000Z",
  note: null,
}
const told = { identity, teller, eventId: "event", isRepeated: false }

const base = {
  wireEvent: "wire",
  providerId: "P1",
  live: true,
  account: null,
  occurredAt: null,
  order: null,
  reference: "r",
} as const

const payoutEvent = (changes: Partial<PayoutEvent>): PayoutEvent => ({
  ...base,
  subject: "payout",
  key: "unused",
  aliases: [],
  batchProviderId: null,
  status: "paid",
  reason: null,
  failure: null,
  amount: { amount: 100_000_000n, currency: "IDR" },
  details: {},
  ...changes,
})

test("an amount that was only announced gives way to the provider's first one, and to no other", () => {
  const money = (amount: bigint) => ({ amount, currency: "IDR" })
  const by = (tier: Teller["tier"]) => ({ ...told, teller: { ...teller, tier } })
  const pending = payoutEvent({ status: "pending", amount: money(10_000n) })
  const announced = applyPayoutEvent(undefined, pending, by("operator"))
  const paid = payoutEvent({ amount: money(20_000n) })
  const corrected = applyPayoutEvent(announced.state, paid, by("webhook"))
  expect(corrected).toMatchObject({
    state: { status: "paid", amount: money(20_000n) },
    correctedAmount: money(10_000n),
  })
  for (const tier of ["read", "operator", "presumed"] as const) {
    const later = applyPayoutEvent(corrected.state, { ...pending, key: tier }, by(tier))
    expect(later.entry.refusedBecause).toBe("amount_mismatch")
  }
  expect(applyPayoutEvent(announced.state, paid, by("operator")).entry).toMatchObject({
    refusedBecause: "amount_mismatch",
  })
})

describe("a payout", () => {
  const run = (events: readonly PayoutEvent[]) => {
    let state: PayoutState | undefined
    const entries: HistoryEntry[] = []
    for (const event of events) {
      const outcome = applyPayoutEvent(state, event, told)
      state = outcome.state
      entries.push(outcome.entry)
    }
    return { state, entries }
  }

  test("takes its amount from the first event that knows it, and holds what disagrees", () => {
    const { state, entries } = run([
      payoutEvent({ status: "pending", amount: null }),
      payoutEvent({ status: "processing" }),
      payoutEvent({ status: "paid", amount: { amount: 1n, currency: "IDR" } }),
      payoutEvent({ status: "paid", amount: { amount: 100_000_000n, currency: "PHP" } }),
    ])
    expect(state).toMatchObject({ status: "processing", amount: { amount: 100_000_000n } })
    expect(entries.map((entry) => entry.refusedBecause)).toEqual([
      null,
      null,
      "amount_mismatch",
      "currency_mismatch",
    ])
  })

  test("told again under a known key changes nothing, whatever it says", () => {
    const first = applyPayoutEvent(undefined, payoutEvent({ status: "processing" }), told)
    const again = applyPayoutEvent(first.state, payoutEvent({ status: "paid" }), {
      ...told,
      isRepeated: true,
    })
    expect(again.state).toBe(first.state)
    expect(again.entry).toMatchObject({ applied: false, refusedBecause: "duplicate" })
  })

  test("a failure that is followed by success is gone; the history keeps it", () => {
    const failure = { code: "temporary_error", providerCode: "X", providerReason: null } as const
    const { state, entries } = run([
      payoutEvent({ status: "failed", failure }),
      payoutEvent({ status: "paid" }),
    ])
    expect(state).toMatchObject({ status: "paid", failure: null })
    expect(entries[0]).toMatchObject({ failure, reason: "temporary_error" })
  })

  const text = fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined })
  const details: fc.Arbitrary<PayoutDetails> = fc
    .record({ channelCode: text, description: text, account: text, arrival: text, note: text })
    .map(({ channelCode, description, account, arrival, note }) => ({
      ...(channelCode === undefined ? {} : { channelCode }),
      ...(description === undefined ? {} : { description, metadata: { description } }),
      ...(account === undefined ? {} : { destination: { accountNumber: `0000${account}` } }),
      ...(arrival === undefined ? {} : { estimatedArrivalAt: `2026-11-2${arrival}` }),
      ...(note === undefined ? {} : { extra: { note } }),
    }))

  test("ends with the same details in whatever order they are told", () => {
    fc.assert(
      fc.property(fc.array(details, { minLength: 2, maxLength: 4 }), (tellings) => {
        const seen = (list: readonly PayoutDetails[]) => {
          const { state } = run(list.map((each) => payoutEvent({ details: each })))
          const { channelCode, description, metadata, destination, estimatedArrivalAt } =
            state ?? {}
          return [
            channelCode,
            description,
            metadata,
            destination,
            estimatedArrivalAt,
            state?.details,
          ]
        }
        expect(seen(tellings.toReversed())).toEqual(seen(tellings))
      }),
    )
  })
})

describe("a batch", () => {
  const counters = (success: number, failed: number, pending: number): BatchEvent["counters"] => ({
    currency: "IDR",
    pending: { count: pending, amount: BigInt(pending) * 10_000n },
    success: { count: success, amount: BigInt(success) * 10_000n },
    failed: { count: failed, amount: BigInt(failed) * 10_000n },
    cancelled: { count: 0, amount: 0n },
  })
  const event = (changes: Partial<BatchEvent>): BatchEvent => ({
    ...base,
    subject: "batch",
    key: "unused",
    status: "done",
    reason: null,
    counters: counters(0, 0, 3),
    ...changes,
  })
  const run = (events: readonly BatchEvent[]) => {
    let state: BatchState | undefined
    const entries: HistoryEntry[] = []
    for (const each of events) {
      const outcome = applyBatchEvent(state, each, told)
      state = outcome.state
      entries.push(outcome.entry)
    }
    return { state, entries }
  }

  test("waits for a top-up, then is done: each is told once", () => {
    const { state, entries } = run([
      event({ status: "pending", reason: "insufficient_balance", counters: null }),
      event({ status: "done", counters: counters(3, 0, 0) }),
      event({ status: "pending", reason: "insufficient_balance", counters: null }),
    ])
    expect(state).toMatchObject({ status: "done", reason: null, sequence: 2 })
    expect(entries.map((entry) => entry.type ?? entry.refusedBecause)).toEqual([
      "batch.pending",
      "batch.done",
      "duplicate",
    ])
  })

  test("the counters with more settled items stand, and are news of their own", () => {
    const some = event({ counters: counters(1, 0, 2) })
    const all = event({ counters: counters(2, 1, 0) })
    const forward = run([some, all])
    const backward = run([all, some])
    expect(forward.state?.counters).toEqual(all.counters)
    expect(backward.state?.counters).toEqual(all.counters)
    expect(forward.entries.map((entry) => entry.applied)).toEqual([true, true])
    expect(backward.entries.map((entry) => entry.applied)).toEqual([true, false])
  })

  test("counters in another currency are held", () => {
    const first = event({ status: "pending", counters: counters(1, 0, 2) })
    const other = event({ counters: { ...(counters(3, 0, 0) as BatchCounters), currency: "USD" } })
    const { state, entries } = run([first, other])
    expect(state).toMatchObject({ status: "pending", counters: first.counters, sequence: 1 })
    expect(entries[1]).toMatchObject({ applied: false, refusedBecause: "currency_mismatch" })
  })
})

describe("a payment", () => {
  const event = (changes: Partial<PaymentEvent>): PaymentEvent => ({
    ...base,
    subject: "payment",
    key: "unused",
    status: "processing",
    cancellationReason: null,
    amount: null,
    paymentType: "multiple",
    paidCharge: null,
    charges: [],
    ...changes,
  })
  const run = (events: readonly PaymentEvent[]) => {
    let state: PaymentState | undefined
    const entries: HistoryEntry[] = []
    for (const each of events) {
      const outcome = applyPaymentEvent(state, each, told)
      state = outcome.state
      entries.push(outcome.entry)
    }
    return { state, entries }
  }
  const charge = (providerId: string, paidAt: string | null) => ({
    providerId,
    status: paidAt === null ? "PROCESSING" : "SUCCESS",
    amount: { amount: 10_000n, currency: "IDR" },
    paidAt,
  })

  test("each charge that is paid is told, though the session's status stays", () => {
    const { state, entries } = run([
      event({ charges: [charge("c1", "2026-01-01")], paidCharge: "c1" }),
      event({
        charges: [charge("c1", null), charge("c2", "2026-01-02")],
        paidCharge: "c2",
      }),
    ])
    expect(entries.map((entry) => entry.type)).toEqual([
      "payment.charge_paid",
      "payment.charge_paid",
    ])
    expect(state).toMatchObject({
      status: "processing",
      charges: [charge("c1", "2026-01-01"), charge("c2", "2026-01-02")],
    })
  })

  test("a charge is told once, by whichever of webhook and read comes first", () => {
    const paid = { charges: [charge("c1", "2026-01-01")], paidCharge: "c1" }
    const { state, entries } = run([
      event({ key: "by webhook", ...paid }),
      event({ key: "by read", ...paid }),
    ])
    expect(entries.map(({ type, refusedBecause }) => type ?? refusedBecause)).toEqual([
      "payment.charge_paid",
      "duplicate",
    ])
    expect(state).toMatchObject({ sequence: 1, toldCharges: ["c1"] })
  })

  test("a charge that was seen paid, and not told of as news, is still told", () => {
    const seen = [charge("c1", "2026-01-01")]
    const { entries } = run([event({ charges: seen }), event({ charges: seen, paidCharge: "c1" })])
    expect(entries.map(({ type }) => type)).toEqual(["payment.processing", "payment.charge_paid"])
  })

  test("paid after cancelled applies and is a conflict; in the other order the state is the same", () => {
    const paid = event({ status: "paid" })
    const cancelled = event({ status: "cancelled", cancellationReason: "FRAUDULENT" })
    const first = run([cancelled, paid])
    const second = run([paid, cancelled])
    expect(first.state?.status).toBe("paid")
    expect(second.state).toMatchObject({ status: "paid", facts: first.state?.facts })
    expect(second.entries[1]).toMatchObject({ applied: false, refusedBecause: "outranked" })
    const begun = [run([cancelled]).state, run([paid]).state].map((state, index) =>
      applyPaymentEvent(state, index === 0 ? paid : cancelled, told),
    )
    expect(begun.map(({ conflict }) => conflict)).toEqual(["begins", "begins"])
    const next = applyPaymentEvent(second.state, event({ status: "processing" }), told)
    expect(next.conflict).toBeNull()
    const asked = { ...told, teller: { ...told.teller, tier: "read" as const } }
    expect(applyPaymentEvent(second.state, paid, asked).conflict).toBe("ends")
  })
})

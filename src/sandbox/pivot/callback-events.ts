import type { BatchCounters, BatchEvent, PayoutEvent } from "../../payout/event.ts"
import type { Failure, FailureCode } from "../../payout/failure.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import { eventKey } from "../../providers/event-key.ts"
import type { Thing } from "../simulator.ts"
import { payoutState, unitsOf, type BatchWord, type PayoutWord } from "./payout-things.ts"

/** The payout callbacks as facts, for the provider to write down. Pure. */

type Meaning<Event extends PayoutEvent | BatchEvent> = Pick<Event, "status" | "reason"> & {
  readonly wireEvent: string
}

/** A word that has none here has no callback of the single form. */
const SINGLE: Readonly<Partial<Record<PayoutWord, Meaning<PayoutEvent>>>> = {
  SUCCESS: { wireEvent: "PAYOUT.SUCCESS", status: "paid", reason: null },
  FAILED: { wireEvent: "PAYOUT.FAILED", status: "failed", reason: null },
  DELAYED: { wireEvent: "PAYOUT.DELAYED", status: "processing", reason: "delayed" },
}

const BULK: Readonly<Partial<Record<BatchWord, Meaning<BatchEvent>>>> = {
  DONE: { wireEvent: "PAYOUT.DONE", status: "done", reason: null },
  PENDING: { wireEvent: "PAYOUT.PENDING", status: "pending", reason: "insufficient_balance" },
  DELAYED: { wireEvent: "PAYOUT.DELAYED", status: "processing", reason: "delayed" },
  CANCELLED: { wireEvent: "PAYOUT.CANCELLED", status: "cancelled", reason: null },
}

/** The documented reasons of `FAILED`; any other text is sent as it is. */
const CODES: ReadonlyMap<string, FailureCode> = new Map([
  ["invalid account", "destination_invalid"],
  ["inactive account", "destination_inactive"],
  ["dormant account", "destination_inactive"],
  ["declined due to beneficiary limit", "destination_limit"],
  ["failed to process by bank network", "bank_network_error"],
  ["unknown bank network error", "bank_network_error"],
  ["feature not allowed at this time", "not_allowed"],
  ["insufficient balance", "insufficient_balance"],
])

/** Null: there is no callback about a payout that stands there. */
export function singleEvent(
  payout: Thing,
  said: {
    readonly merchantId: string
    readonly word: PayoutWord
    readonly reason: string
    /** Told instead of the true amount; whole rupiah. */
    readonly amount: string
  },
): PayoutEvent | null {
  const meaning = SINGLE[said.word]
  if (meaning === undefined) return null
  const { name, parent, reference } = payout
  return {
    subject: "payout",
    ...meaning,
    key: eventKey("payout", name, said.word),
    providerId: name,
    live: null,
    account: said.merchantId,
    occurredAt: null,
    order: null,
    aliases: [],
    batchProviderId: parent,
    reference,
    failure: said.word === "FAILED" ? failureOf(said.reason) : null,
    amount: { amount: unitsOf(said.amount), currency: payoutState(payout).currency },
    details: {},
  }
}

function failureOf(reason: string): Failure {
  const words = reason.trim().toLowerCase()
  return { code: CODES.get(words) ?? "unknown", providerCode: null, providerReason: reason }
}

/** Null: there is no callback about a request that stands there. */
export function bulkEvent(
  uuid: string,
  said: {
    readonly merchantId: string
    readonly word: BatchWord
    readonly counters: BatchCounters
  },
): BatchEvent | null {
  const meaning = BULK[said.word]
  if (meaning === undefined) return null
  const { pending, success, failed, cancelled } = said.counters
  const figures = [pending, success, failed, cancelled].flatMap(({ count, amount }) => [
    count,
    decimalFromAmount(amount, 0),
  ])
  return {
    subject: "batch",
    ...meaning,
    key: eventKey("batch", uuid, meaning.wireEvent, ...figures),
    providerId: uuid,
    live: null,
    account: said.merchantId,
    occurredAt: null,
    order: null,
    counters: said.counters,
  }
}

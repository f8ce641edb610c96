import type { PaymentCharge, PaymentEvent } from "./event.ts"
import { compareText, NO_FACTS, type FactTable } from "./facts.ts"
import type { HistoryEntry, RefusedBecause, Teller } from "./history.ts"
import { laterOf } from "./later-of.ts"
import { mergeJson, mergeText } from "./merge-details.ts"
import { sameMoney } from "./money.ts"
import type { Payment } from "./payment.ts"
import type { PaymentStatus, PayoutStatus } from "./status.ts"
import { conflictChange, type ConflictChange } from "./standing.ts"
import { transition } from "./transition.ts"

export interface PaymentState extends Payment {
  /** The charges that were told of as paid: each is news once, whoever tells it and how. */
  readonly toldCharges: readonly string[]
  readonly facts: FactTable
  readonly providerCreatedAt: string | null
}

export interface PaymentIdentity {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly live: boolean
}

export interface PaymentOutcome {
  readonly state: PaymentState
  readonly entry: HistoryEntry
  readonly conflict: ConflictChange
  readonly paidCharge: PaymentCharge | null
}

/**
 * Applies one event to one payment session. Its three statuses walk the payouts' table. A charge
 * that was paid is news of its own, even where the session's status does not change.
 */
export function applyPaymentEvent(
  current: PaymentState | undefined,
  event: PaymentEvent,
  told: { identity: PaymentIdentity; teller: Teller; eventId: string; isRepeated: boolean },
): PaymentOutcome {
  const before = current ?? firstState(event, told.identity, told.teller)
  const entryBase = {
    ...told.teller,
    merchantId: before.merchantId,
    id: told.eventId,
    subject: "payment",
    subjectId: before.id,
    certainty: "confirmed",
    wireEvent: event.wireEvent,
    failure: null,
    occurredAt: event.occurredAt,
  } as const
  const refuse = (because: RefusedBecause, state: PaymentState, conflict: ConflictChange) => ({
    state,
    entry: {
      ...entryBase,
      applied: false,
      sequence: null,
      status: event.status,
      previousStatus: before.status,
      reason: event.cancellationReason,
      refusedBecause: because,
      type: null,
    },
    conflict,
    paidCharge: null,
  })
  if (told.isRepeated && current !== undefined) return refuse("duplicate", before, null)
  if (before.amount !== null && event.amount !== null && !sameMoney(before.amount, event.amount)) {
    return refuse("amount_mismatch", before, null)
  }

  const moved = transition(before.facts, {
    status: event.status,
    tier: told.teller.tier,
    reason: null,
    failure: null,
    order: event.order,
  })
  const paidCharge = newlyPaid(before, event)
  const applied = moved.outcome === "applied" || paidCharge !== null
  const state: PaymentState = {
    ...before,
    reference: mergeText(before.reference, event.reference),
    paymentType: mergeText(before.paymentType, event.paymentType),
    amount: before.amount ?? event.amount,
    cancellationReason: mergeText(before.cancellationReason, event.cancellationReason),
    metadata: mergeJson(before.metadata, event.metadata),
    charges: mergeCharges(before.charges, event.charges),
    toldCharges:
      paidCharge === null ? before.toldCharges : [...before.toldCharges, paidCharge.providerId],
    expiresAt: mergeText(before.expiresAt, event.expiresAt),
    providerCreatedAt: mergeText(before.providerCreatedAt, event.createdAt),
    facts: moved.facts,
    status: asPaymentStatus(moved.after.status),
    sequence: before.sequence + (applied ? 1 : 0),
    updatedAt: applied ? laterOf(before.updatedAt, told.teller.recordedAt) : before.updatedAt,
  }
  const conflict = conflictChange(moved.before, moved.after)
  if (moved.outcome !== "applied" && paidCharge === null) {
    const isToldAgain = event.paidCharge !== null
    return refuse(isToldAgain ? "duplicate" : moved.because, state, conflict)
  }
  return {
    state,
    entry: {
      ...entryBase,
      applied: true,
      sequence: state.sequence,
      status: state.status,
      previousStatus: current === undefined ? null : before.status,
      reason: state.status === "cancelled" ? state.cancellationReason : null,
      refusedBecause: null,
      type: paidCharge === null ? `payment.${state.status}` : "payment.charge_paid",
      ...(paidCharge !== null && { detail: { paidCharge } }),
    },
    conflict,
    paidCharge,
  }
}

function newlyPaid(before: PaymentState, event: PaymentEvent): PaymentCharge | null {
  if (event.paidCharge === null || before.toldCharges.includes(event.paidCharge)) return null
  return event.charges.find((charge) => charge.providerId === event.paidCharge) ?? null
}

function asPaymentStatus(status: PayoutStatus): PaymentStatus {
  if (status === "processing" || status === "paid" || status === "cancelled") return status
  throw new Error(`A payment cannot be ${status}.`)
}

/** Of two tellings of one charge the paid one stands, then the larger text: in any order the same. */
function mergeCharges(
  a: readonly PaymentCharge[],
  b: readonly PaymentCharge[],
): readonly PaymentCharge[] {
  const merged = new Map(a.map((charge) => [charge.providerId, charge]))
  for (const charge of b) {
    const known = merged.get(charge.providerId)
    if (known === undefined || compareText(chargeText(known), chargeText(charge)) < 0) {
      merged.set(charge.providerId, charge)
    }
  }
  return [...merged.values()].sort((x, y) => compareText(x.providerId, y.providerId))
}

function chargeText(charge: PaymentCharge): string {
  const amount = charge.amount === null ? "" : `${charge.amount.amount} ${charge.amount.currency}`
  return [charge.paidAt === null ? "0" : "1", charge.paidAt ?? "", charge.status, amount].join("\n")
}

function firstState(event: PaymentEvent, identity: PaymentIdentity, teller: Teller): PaymentState {
  return {
    ...identity,
    providerId: event.providerId,
    reference: event.reference,
    paymentType: event.paymentType,
    amount: event.amount,
    status: event.status,
    cancellationReason: null,
    sequence: 0,
    metadata: null,
    charges: [],
    toldCharges: [],
    expiresAt: null,
    providerCreatedAt: null,
    facts: NO_FACTS,
    createdAt: teller.recordedAt,
    updatedAt: teller.recordedAt,
  }
}

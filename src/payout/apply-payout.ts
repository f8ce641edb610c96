import { NO_PROVIDER_ID, type Destination, type PayoutEvent } from "./event.ts"
import { NO_FACTS, type FactTable } from "./facts.ts"
import type { HistoryEntry, RefusedBecause, Teller } from "./history.ts"
import { laterOf } from "./later-of.ts"
import { maskDestination } from "./mask.ts"
import { mergeFields, mergeJson, mergeText } from "./merge-details.ts"
import { moneyToWire, type Money } from "./money.ts"
import type { Payout } from "./payout.ts"
import { standingOf, type Standing } from "./standing.ts"
import { transition } from "./transition.ts"

/** A payout with what the ledger keeps beside it. */
export interface PayoutState extends Payout {
  readonly facts: FactTable
  readonly details: Readonly<Record<string, unknown>>
  readonly providerCreatedAt: string | null
  /** The whole destination, where this event told a new one. */
  readonly destinationTold: Destination | null
}

/** What identifies a payout that is first heard of. */
export interface PayoutIdentity {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly batchId: string | null
  readonly live: boolean
  /** The payout in whose place it was made, where that is told: it was announced. */
  readonly replaces?: string | null
}

export interface PayoutOutcome {
  readonly state: PayoutState
  readonly entry: HistoryEntry
  /** Undefined when the standing did not come into question (a held event). */
  readonly standing: Standing | undefined
  /** What was announced, where the provider named another amount and that stands now. */
  readonly correctedAmount?: Money | null
}

/**
 * Applies one event to one payout: pure, so that it can be tested in every order. An event whose
 * amount or currency disagrees with the payout's is held: kept in history, not counted. An amount that
 * was only announced gives way to the provider's.
 */
export function applyPayoutEvent(
  current: PayoutState | undefined,
  event: PayoutEvent,
  told: { identity: PayoutIdentity; teller: Teller; eventId: string; isRepeated: boolean },
): PayoutOutcome {
  const before = current ?? firstState(event, told.identity, told.teller)
  const refuse = (because: RefusedBecause, state = before): PayoutOutcome => ({
    state,
    entry: refusedEntry(before, event, { ...told, because }),
    standing: standingOf(before.facts),
  })
  if (told.isRepeated && current !== undefined) return refuse("duplicate")
  const mismatch = amountMismatch(before.amount, event.amount)
  const corrected = mismatch !== undefined && overrulesAmount(before, told.teller)
  if (mismatch !== undefined && !corrected) {
    // What was announced by its reference alone is asked for by the id that it now has.
    const providerId = before.providerId ?? providerIdOf(event)
    return refuse(mismatch, before.providerId === providerId ? before : { ...before, providerId })
  }

  const moved = transition(before.facts, {
    status: event.status,
    tier: told.teller.tier,
    reason: event.reason,
    failure: event.failure,
    order: event.order,
  })
  const { after } = moved
  const applied = moved.outcome === "applied"
  const sequence = before.sequence + (applied ? 1 : 0)
  const state: PayoutState = {
    ...withDetails(before, event),
    batchId: before.batchId ?? told.identity.batchId,
    replaces: before.replaces ?? told.identity.replaces ?? null,
    // What was announced before its source knew its mode: no event of the other mode comes here.
    live: before.live || told.identity.live,
    amount: corrected ? event.amount : (before.amount ?? event.amount),
    facts: moved.facts,
    status: after.status,
    reason: after.reason,
    failure: after.failure,
    certainty: after.certainty,
    sequence,
    updatedAt: applied ? laterOf(before.updatedAt, told.teller.recordedAt) : before.updatedAt,
  }
  const correction = corrected ? { correctedAmount: before.amount } : {}
  if (!applied) {
    const entry = refusedEntry(before, event, { ...told, because: moved.because })
    return { state, entry, standing: after, ...correction }
  }
  const entry: HistoryEntry = {
    ...told.teller,
    merchantId: before.merchantId,
    id: told.eventId,
    subject: "payout",
    subjectId: before.id,
    applied: true,
    sequence,
    status: after.status,
    previousStatus: moved.before?.status ?? null,
    reason: after.reason ?? after.failure?.code ?? null,
    certainty: after.certainty,
    refusedBecause: null,
    type: `payout.${after.status}`,
    wireEvent: event.wireEvent,
    failure: after.failure,
    occurredAt: event.occurredAt,
    ...(event.aliases.length > 0 && { detail: { aliases: event.aliases } }),
  }
  return { state, entry, standing: after, ...correction }
}

/** An amount that only the merchant announced is his word: his provider's first one stands over it. */
function overrulesAmount({ facts }: PayoutState, { tier }: Teller): boolean {
  const isProviders = (each: string) => each.endsWith("read") || each.endsWith("webhook")
  return isProviders(tier) && !Object.keys(facts).some(isProviders)
}

function amountMismatch(known: Money | null, told: Money | null): RefusedBecause | undefined {
  if (known === null || told === null) return undefined
  if (known.currency !== told.currency) return "currency_mismatch"
  return known.amount === told.amount ? undefined : "amount_mismatch"
}

function firstState(event: PayoutEvent, identity: PayoutIdentity, teller: Teller): PayoutState {
  return {
    ...identity,
    providerId: providerIdOf(event),
    reference: event.reference,
    amount: event.amount,
    status: event.status,
    reason: null,
    certainty: "confirmed",
    sequence: 0,
    failure: null,
    channelCode: null,
    description: null,
    metadata: null,
    destination: null,
    destinationTold: null,
    replaces: identity.replaces ?? null,
    estimatedArrivalAt: null,
    providerCreatedAt: null,
    details: {},
    facts: NO_FACTS,
    createdAt: teller.recordedAt,
    updatedAt: teller.recordedAt,
  }
}

function providerIdOf({ providerId }: PayoutEvent): string | null {
  return providerId === NO_PROVIDER_ID ? null : providerId
}

function withDetails(before: PayoutState, event: PayoutEvent): PayoutState {
  const { details } = event
  const masked = details.destination === undefined ? null : maskDestination(details.destination)
  const destination = mergeJson(before.destination, masked)
  const extra: Record<string, unknown> = { ...details.extra }
  if (details.receiptNotification !== undefined) {
    extra["receipt_notification"] = details.receiptNotification
  }
  if (details.sourceAmount !== undefined) extra["source_amount"] = moneyToWire(details.sourceAmount)
  return {
    ...before,
    providerId: before.providerId ?? providerIdOf(event),
    reference: mergeText(before.reference, event.reference),
    channelCode: mergeText(before.channelCode, details.channelCode),
    description: mergeText(before.description, details.description),
    metadata: mergeJson(before.metadata, details.metadata),
    destination,
    destinationTold:
      destination !== before.destination && details.destination !== undefined
        ? details.destination
        : before.destinationTold,
    estimatedArrivalAt: mergeText(before.estimatedArrivalAt, details.estimatedArrivalAt),
    providerCreatedAt: mergeText(before.providerCreatedAt, details.createdAt),
    details: Object.keys(extra).length === 0 ? before.details : mergeFields(before.details, extra),
  }
}

function refusedEntry(
  before: PayoutState,
  event: PayoutEvent,
  told: { teller: Teller; eventId: string; because: RefusedBecause },
): HistoryEntry {
  return {
    ...told.teller,
    merchantId: before.merchantId,
    id: told.eventId,
    subject: "payout",
    subjectId: before.id,
    applied: false,
    sequence: null,
    status: event.status,
    previousStatus: before.status,
    reason: event.reason ?? event.failure?.code ?? null,
    certainty: before.certainty,
    refusedBecause: told.because,
    type: null,
    wireEvent: event.wireEvent,
    failure: event.failure,
    occurredAt: event.occurredAt,
  }
}

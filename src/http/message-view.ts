import type { MessageEntry } from "../ledger/list-entries-of-message.ts"
import { idText } from "../ids.ts"
import type { WholeMessage } from "../inbox/find-message.ts"
import type { PaidoutEvent, PayoutDetails } from "../payout/event.ts"
import { maskDestination } from "../payout/mask.ts"
import { moneyToWire } from "../payout/money.ts"
import {
  wireEventOf,
  type AboutEvent,
  type ReceivedNews,
} from "../pipeline/receive/read-received.ts"

/** What was thought of a request when it came. */
export function verdictView(message: WholeMessage, lastAuthenticAt: Date | undefined) {
  const { imported, state, reason, hint, answerStatus } = message
  if (state === "quarantined") {
    const last = lastAuthenticAt?.toISOString() ?? null
    return { outcome: "refused" as const, reason, hint, last_authentic_at: last }
  }
  const none = { reason: null, hint: null, last_authentic_at: null }
  if (imported !== null) return { outcome: "imported" as const, ...none }
  const wasRefused = answerStatus === 401
  return { outcome: wasRefused ? ("released" as const) : ("authentic" as const), ...none }
}

/** What a request says, in our words; personal data masked. */
export function decodedView({ decoded, events, eventCount }: ReceivedNews) {
  const isRefused = decoded.outcome === "unrecognised"
  return {
    outcome: decoded.outcome,
    reason: isRefused ? decoded.reason : null,
    hint: isRefused ? decoded.hint : null,
    wire_event: wireEventOf(decoded),
    event_count: eventCount,
    events: events.map(eventView),
  }
}

/** What the first event of a listed request is about. */
export function aboutView({ events, eventCount }: ReceivedNews) {
  const [first] = events
  const event = first?.event
  return {
    event_count: eventCount,
    subject: event?.subject ?? null,
    subject_id: first === undefined ? null : subjectIdOf(first),
    reference: event === undefined || event.subject === "batch" ? null : event.reference,
  }
}

export function effectView(entry: MessageEntry) {
  return {
    subject: entry.subject,
    subject_id: idText(entry.subject, entry.subjectId),
    applied: entry.applied,
    sequence: entry.sequence,
    status: entry.status,
    previous_status: entry.previousStatus,
    reason: entry.reason,
    refused_because: entry.refusedBecause,
    via: entry.via,
    wire_event: entry.wireEvent,
    recorded_at: entry.recordedAt.toISOString(),
    note: entry.note,
  }
}

function eventView(about: AboutEvent) {
  const { event } = about
  const failure = event.subject === "payout" ? event.failure : null
  return {
    subject: event.subject,
    subject_id: subjectIdOf(about),
    wire_event: event.wireEvent,
    status: event.status,
    reason: event.subject === "payment" ? event.cancellationReason : event.reason,
    provider_id: event.providerId,
    reference: event.subject === "batch" ? null : event.reference,
    amount: amountOf(event),
    live: event.live,
    account: event.account,
    occurred_at: event.occurredAt,
    failure: failure && {
      code: failure.code,
      provider_code: failure.providerCode,
      provider_reason: failure.providerReason,
    },
    details: event.subject === "payout" ? detailsOf(event.details) : {},
  }
}

function amountOf(event: PaidoutEvent) {
  if (event.subject === "batch" || event.amount === null) return null
  return moneyToWire(event.amount)
}

function detailsOf(details: PayoutDetails): Record<string, string> {
  const masked = details.destination && maskDestination(details.destination)
  const told: Record<string, string | null | undefined> = {
    channel_code: details.channelCode,
    description: details.description,
    account_number: masked?.account_number,
    account_holder_name: masked?.account_holder_name,
    account_type: masked?.account_type,
    created_at: details.createdAt,
    estimated_arrival_at: details.estimatedArrivalAt,
  }
  const given = Object.entries(told).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  )
  return Object.fromEntries(given)
}

function subjectIdOf({ event, subjectId }: AboutEvent): string | null {
  return subjectId === null ? null : idText(event.subject, subjectId)
}

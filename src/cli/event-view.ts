import type { BatchCounters, PaidoutEvent } from "../payout/event.ts"
import { adviceFor, type Failure } from "../payout/failure.ts"
import { maskDestination } from "../payout/mask.ts"
import { decimalFromAmount, isoExponent, moneyToWire, type Money } from "../payout/money.ts"

/** A decoded event in the API's words: snake case, money as text, accounts masked. */
export function eventView(event: PaidoutEvent): Readonly<Record<string, unknown>> {
  return {
    subject: event.subject,
    status: event.status,
    wire_event: event.wireEvent,
    provider_id: event.providerId,
    key: event.key,
    live: event.live,
    account: event.account,
    occurred_at: event.occurredAt,
    order: event.order,
    ...particulars(event),
  }
}

function particulars(event: PaidoutEvent): Readonly<Record<string, unknown>> {
  switch (event.subject) {
    case "payout": {
      const { destination, metadata, sourceAmount, extra } = event.details
      return {
        reference: event.reference,
        aliases: event.aliases,
        batch_provider_id: event.batchProviderId,
        reason: event.reason,
        amount: money(event.amount),
        source_amount: money(sourceAmount ?? null),
        failure: failure(event.failure),
        channel_code: event.details.channelCode ?? null,
        description: event.details.description ?? null,
        destination: destination === undefined ? null : maskDestination(destination),
        receipt_notification: event.details.receiptNotification ?? null,
        metadata: metadata ?? null,
        extra: extra ?? null,
        created_at: event.details.createdAt ?? null,
        estimated_arrival_at: event.details.estimatedArrivalAt ?? null,
      }
    }
    case "batch":
      return {
        reason: event.reason,
        counters: event.counters === null ? null : counters(event.counters),
      }
    case "payment":
      return {
        reference: event.reference,
        cancellation_reason: event.cancellationReason,
        amount: money(event.amount),
        payment_type: event.paymentType,
        paid_charge: event.paidCharge,
        charges: event.charges.map((charge) => ({
          provider_id: charge.providerId,
          status: charge.status,
          amount: money(charge.amount),
          paid_at: charge.paidAt,
        })),
        metadata: event.metadata ?? null,
        created_at: event.createdAt ?? null,
        expires_at: event.expiresAt ?? null,
      }
    default:
      return event satisfies never
  }
}

function money(amount: Money | null): { value: string; currency: string } | null {
  return amount === null ? null : moneyToWire(amount)
}

function failure(of: Failure | null): Readonly<Record<string, unknown>> | null {
  if (of === null) return null
  return {
    code: of.code,
    provider_code: of.providerCode,
    provider_reason: of.providerReason,
    advice: adviceFor(of.code),
  }
}

function counters(of: BatchCounters): Readonly<Record<string, unknown>> {
  const { currency, ...each } = of
  const decimals = isoExponent(currency)
  const written = Object.entries(each).map(([name, { count, amount }]) => [
    name,
    { count, value: decimalFromAmount(amount, decimals) },
  ])
  return { currency, ...Object.fromEntries(written) }
}

import { adviceFor, type Advice, type Failure, type FailureCode } from "./failure.ts"
import type { MaskedDestination } from "./mask.ts"
import { moneyToWire, type Money } from "./money.ts"
import { sortedKeys } from "./sorted-keys.ts"
import type { Certainty, PayoutStatus, Reason } from "./status.ts"

/** A payout as the ledger knows it. Ids are UUIDs; times are RFC 3339 UTC. */
export interface Payout {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly providerId: string | null
  readonly reference: string | null
  readonly batchId: string | null
  readonly amount: Money | null
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly certainty: Certainty
  readonly live: boolean
  readonly sequence: number
  readonly failure: Failure | null
  readonly channelCode: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly destination: MaskedDestination | null
  readonly replaces: string | null
  readonly estimatedArrivalAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** A payout as the outside sees it: API answers and event bodies. Accounts are masked. */
export interface PayoutView {
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string | null
  readonly reference: string | null
  readonly batch_id: string | null
  readonly amount: { readonly value: string; readonly currency: string } | null
  readonly status: PayoutStatus
  readonly reason: Reason | FailureCode | null
  readonly certainty: Certainty
  readonly live: boolean
  readonly sequence: number
  readonly channel_code: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly destination: MaskedDestination | null
  readonly replaces: string | null
  readonly failure: FailureView | null
  readonly estimated_arrival_at: string | null
  readonly created_at: string
  readonly updated_at: string
}

export interface FailureView {
  readonly code: FailureCode
  readonly provider_code: string | null
  readonly provider_reason: string | null
  readonly advice: Advice
}

/** Writes ids as the outside reads them (`po_…`): given by the caller, since this room is pure. */
export type IdWriter = (kind: "payout" | "source" | "batch" | "payment", uuid: string) => string

export function payoutView(payout: Payout, idText: IdWriter): PayoutView {
  return {
    id: idText("payout", payout.id),
    source_id: idText("source", payout.sourceId),
    provider: payout.provider,
    provider_id: payout.providerId,
    reference: payout.reference,
    batch_id: payout.batchId === null ? null : idText("batch", payout.batchId),
    amount: payout.amount === null ? null : moneyToWire(payout.amount),
    status: payout.status,
    reason: payout.reason ?? payout.failure?.code ?? null,
    certainty: payout.certainty,
    live: payout.live,
    sequence: payout.sequence,
    channel_code: payout.channelCode,
    description: payout.description,
    metadata: sortedKeys(payout.metadata),
    destination: payout.destination && maskedView(payout.destination),
    replaces: payout.replaces === null ? null : idText("payout", payout.replaces),
    failure: payout.failure === null ? null : failureView(payout.failure),
    estimated_arrival_at: payout.estimatedArrivalAt,
    created_at: payout.createdAt,
    updated_at: payout.updatedAt,
  }
}

function maskedView(destination: MaskedDestination): MaskedDestination {
  const { account_number, account_holder_name, account_type } = destination
  return { account_number, account_holder_name, account_type }
}

export function failureView(failure: Failure): FailureView {
  return {
    code: failure.code,
    provider_code: failure.providerCode,
    provider_reason: failure.providerReason,
    advice: adviceFor(failure.code),
  }
}

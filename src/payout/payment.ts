import type { PaymentCharge } from "./event.ts"
import { moneyToWire, type Money } from "./money.ts"
import type { IdWriter } from "./payout.ts"
import { sortedKeys } from "./sorted-keys.ts"
import type { PaymentStatus } from "./status.ts"

/** A payment session as the ledger knows it. Ids are UUIDs; times are RFC 3339 UTC. */
export interface Payment {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly provider: string
  readonly providerId: string
  readonly reference: string | null
  readonly paymentType: "single" | "multiple" | null
  readonly amount: Money | null
  readonly status: PaymentStatus
  readonly cancellationReason: string | null
  readonly live: boolean
  readonly sequence: number
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly charges: readonly PaymentCharge[]
  readonly expiresAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface PaymentView {
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string
  readonly reference: string | null
  readonly payment_type: "single" | "multiple" | null
  readonly amount: { readonly value: string; readonly currency: string } | null
  readonly status: PaymentStatus
  readonly cancellation_reason: string | null
  readonly live: boolean
  readonly sequence: number
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly charges: readonly ChargeView[]
  readonly expires_at: string | null
  readonly created_at: string
  readonly updated_at: string
}

/** What to do in one's own system, by what the session stands at; Pivot's own words for it. */
const PAYMENT_ADVICE = {
  processing: "Show the payment as pending in your system; nothing is to be fulfilled yet.",
  paid: "Fulfil the order, update it to paid in your system, and notify the customer if needed.",
  cancelled:
    "Update the payment to cancelled or failed in your system, and inform the customer if needed.",
} as const satisfies Record<PaymentStatus, string>

/** A charge of a multiple-payment session that was paid is to be fulfilled while it goes on. */
const CHARGE_PAID_ADVICE =
  "A charge of it was paid: fulfil that order, update it to paid in your system, and notify the customer if needed."

/** What to do about a payment, in one sentence. For API answers: event bodies are frozen without it. */
export function paymentAdvice({ status, charges }: Pick<Payment, "status" | "charges">): string {
  const isChargePaid = charges.some(
    ({ paidAt, status: word }) => paidAt !== null || word === "SUCCESS",
  )
  return status === "processing" && isChargePaid ? CHARGE_PAID_ADVICE : PAYMENT_ADVICE[status]
}

export interface ChargeView {
  readonly provider_id: string
  readonly status: string
  readonly amount: { readonly value: string; readonly currency: string } | null
  readonly paid_at: string | null
}

export function paymentView(payment: Payment, idText: IdWriter): PaymentView {
  return {
    id: idText("payment", payment.id),
    source_id: idText("source", payment.sourceId),
    provider: payment.provider,
    provider_id: payment.providerId,
    reference: payment.reference,
    payment_type: payment.paymentType,
    amount: payment.amount === null ? null : moneyToWire(payment.amount),
    status: payment.status,
    cancellation_reason: payment.cancellationReason,
    live: payment.live,
    sequence: payment.sequence,
    metadata: sortedKeys(payment.metadata),
    charges: payment.charges.map(chargeView),
    expires_at: payment.expiresAt,
    created_at: payment.createdAt,
    updated_at: payment.updatedAt,
  }
}

export function chargeView(charge: PaymentCharge): ChargeView {
  return {
    provider_id: charge.providerId,
    status: charge.status,
    amount: charge.amount === null ? null : moneyToWire(charge.amount),
    paid_at: charge.paidAt,
  }
}

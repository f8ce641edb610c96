import type { PaymentEvent } from "../../payout/event.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import type { Money } from "../../payout/money.ts"
import { JsonNumber } from "../json.ts"
import { isWritable, wireDecimals } from "./payload.ts"

/** The payment session as Pivot's payment callback prints it, as far as an event tells of it. */
export function encodePayment(event: PaymentEvent): object | null {
  const amounts = [event.amount, ...event.charges.map((charge) => charge.amount)]
  if (!amounts.every(isWritable)) return null
  const { event: name, status } = wordsOf(event)
  return {
    event: name,
    data: {
      id: event.providerId,
      clientReferenceId: event.reference,
      amount: encodeMoney(event.amount),
      ...(event.paymentType && { paymentType: event.paymentType.toUpperCase() }),
      status,
      ...(event.cancellationReason !== null && { cancellationReason: event.cancellationReason }),
      ...(event.createdAt && { createdAt: event.createdAt }),
      ...(event.order !== null && { updatedAt: event.order }),
      ...(event.expiresAt && { expiryAt: event.expiresAt }),
      chargeDetails: event.charges.map((charge) => ({
        id: charge.providerId,
        paymentSessionId: event.providerId,
        paymentSessionClientReferenceId: event.reference,
        amount: encodeMoney(charge.amount),
        status: charge.status,
        ...(charge.paidAt && { paidAt: charge.paidAt }),
      })),
      ...(event.metadata && { metadata: event.metadata }),
    },
  }
}

function wordsOf(event: PaymentEvent): { readonly event: string; readonly status: string } {
  const word = event.status.toUpperCase()
  if (event.paidCharge === null) return { event: `PAYMENT.${word}`, status: word }
  // A session that takes several payments stays open after one of them.
  return { event: "CHARGE.SUCCESS", status: event.status === "processing" ? "ACTIVE" : word }
}

function encodeMoney(money: Money | null): object | null {
  if (money === null) return null
  const value = decimalFromAmount(money.amount, wireDecimals(money.currency))
  return { value: new JsonNumber(value), currency: money.currency }
}

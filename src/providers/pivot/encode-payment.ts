import type { PaymentCharge, PaymentEvent } from "../../payout/event.ts"
import { decimalFromAmount } from "../../payout/money.ts"
import type { Money } from "../../payout/money.ts"
import { JsonNumber } from "../json.ts"
import { isPaid, isWritable, wireDecimals } from "./payload.ts"

/** The payment session as Pivot's payment callback prints it, as far as an event tells of it. */
export function encodePayment(event: PaymentEvent): object | null {
  const updatedAt = event.order ?? event.occurredAt
  const charges = chargesAsOf(event, updatedAt)
  const amounts = [event.amount, ...charges.map((charge) => charge.amount)]
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
      ...(updatedAt !== null && { updatedAt }),
      ...(event.expiresAt && { expiryAt: event.expiresAt }),
      chargeDetails: charges.map((charge) => ({
        id: charge.providerId,
        paymentSessionId: event.providerId,
        paymentSessionClientReferenceId: event.reference,
        amount: encodeMoney(charge.amount),
        status: charge.status,
        ...(charge.paidAt
          ? { paidAt: charge.paidAt }
          : charge.providerId === event.paidCharge && updatedAt && { updatedAt }),
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

/**
 * CHARGE.SUCCESS does not name its charge: it is the one paid last, of equals the one listed last.
 * What the ledger has heard of later charges would make it another, so it waits for its own event.
 */
function chargesAsOf(event: PaymentEvent, updatedAt: string | null): readonly PaymentCharge[] {
  const told = event.charges.find(({ providerId }) => providerId === event.paidCharge)
  if (told === undefined) return event.charges
  const paidAt = told.paidAt ?? updatedAt ?? ""
  const known = event.charges.filter(
    (charge) => charge === told || !isPaid(charge) || (charge.paidAt ?? "") <= paidAt,
  )
  const next = known.slice(known.indexOf(told) + 1)
  return next.some((charge) => isPaid(charge) && (charge.paidAt ?? "") === paidAt)
    ? [...known.filter((charge) => charge !== told), told]
    : known
}

function encodeMoney(money: Money | null): object | null {
  if (money === null) return null
  const value = decimalFromAmount(money.amount, wireDecimals(money.currency))
  return { value: new JsonNumber(value), currency: money.currency }
}

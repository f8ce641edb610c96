import { randomUUID } from "node:crypto"
import { amountFromDecimal } from "../../payout/money.ts"
import type { World } from "../world.ts"
import { cancelPayment, expirePayment } from "./end-payment.ts"
import { customerOutcome } from "./payment-method.ts"
import { paymentSettings } from "./payment-settings.ts"
import {
  isPush,
  savePayment,
  type Answer,
  type Charge,
  type Outcome,
  type Payment,
  type SessionStatus,
} from "./payment-state.ts"
import { secondsAfter } from "./seconds-after.ts"
import { tellPayment } from "./tell-payment.ts"

/** The merchant has confirmed: there is a charge, and the customer is to act. */
export async function beginCharge(world: World, payment: Payment): Promise<Payment> {
  const { method, type, value } = payment.state
  if (method === null) throw new Error("a session without a payment method is not confirmed")
  const settings = paymentSettings(world)
  const outcome = customerOutcome(method)
  const actsAt = secondsAfter(world.now, settings.payment_customer_seconds).toISOString()
  const begun = await savePayment(world, payment, {
    status: type === "MULTIPLE" ? "ACTIVE" : "REQUIRE_ACTION",
    state: {
      charges: [newCharge(value, "WAITING_FOR_USER_ACTION", world.now)],
      next: outcome && { does: "customer_acts", at: actsAt, outcome },
    },
  })
  if (settings.payment_processing_told_at === "REQUIRE_ACTION") {
    await tellPayment(world, begun, "PAYMENT.PROCESSING")
  }
  return begun
}

/** The customer has entered card, OTP or PIN: the channel works on it. */
export async function startProcessing(
  world: World,
  payment: Payment,
  outcome: Outcome,
): Promise<Payment> {
  const settings = paymentSettings(world)
  const answersAt = secondsAfter(world.now, settings.payment_processing_seconds).toISOString()
  const processing = await savePayment(world, payment, {
    status: "PROCESSING",
    state: {
      charges: withOpenCharge(payment, { status: "PROCESSING" }, world.now),
      next: outcome === "STUCK" ? null : { does: "channel_answers", at: answersAt, outcome },
    },
  })
  if (settings.payment_processing_told_at === "PROCESSING") {
    await tellPayment(world, processing, "PAYMENT.PROCESSING")
  }
  return processing
}

export async function channelAnswers(
  world: World,
  payment: Payment,
  outcome: Answer,
): Promise<Payment> {
  if (outcome === "SUCCESS") {
    const { method, value } = payment.state
    const isHeld = method?.capture === "manual"
    return isHeld ? awaitCapture(world, payment) : settleCharge(world, payment, value)
  }
  if (outcome === "EXPIRES") return expirePayment(world, payment)
  if (outcome === "CUSTOMER_CANCELS") {
    const reason = paymentSettings(world).payment_customer_cancel_reason
    return cancelPayment(world, payment, { reason, failureCode: "CANCELLED_BY_USER" })
  }
  return cancelPayment(world, payment, { reason: "CHARGE_FAILED", failureCode: outcome })
}

/** The money is there: a single session is paid, one for several payments has one more charge. */
export async function settleCharge(
  world: World,
  payment: Payment,
  value: string,
): Promise<Payment> {
  const at = world.now.toISOString()
  const isMultiple = payment.state.type === "MULTIPLE"
  const paid = { status: "SUCCESS", capturedValue: value, paidAt: at } as const
  const charges = isMultiple
    ? // Which charge a callback tells of is not on the wire: the last of those paid last.
      [...payment.state.charges, { ...newCharge(value, "SUCCESS", world.now), ...paid }]
    : withOpenCharge(payment, paid, world.now)
  const status: SessionStatus = isMultiple ? "ACTIVE" : "PAID"
  const settled = await savePayment(world, payment, { status, state: { charges, next: null } })
  if (paymentSettings(world).payment_credits_balance) {
    await world.move("PAYMENT", payment.state.currency, amountFromDecimal(value, 4) ?? 0n)
  }
  await tellPayment(world, settled, isMultiple ? "CHARGE.SUCCESS" : "PAYMENT.PAID")
  return settled
}

/** Of a session for several payments; bounds what a callback carries. */
export const CHARGES_MAX = 500

/** What a customer who pays now sets in motion: a bank transfer is there, a card takes a while. */
export async function payNow(
  world: World,
  payment: Payment,
  how: { readonly value: string; readonly outcome: Answer },
): Promise<Payment> {
  const { method } = payment.state
  if (method === null) throw new Error("a session without a payment method is not paid")
  if (payment.status === "PROCESSING") return channelAnswers(world, payment, how.outcome)
  if (!isPush(method)) return startProcessing(world, payment, how.outcome)
  if (how.outcome !== "SUCCESS") return channelAnswers(world, payment, how.outcome)
  return settleCharge(world, payment, how.value)
}

async function awaitCapture(world: World, payment: Payment): Promise<Payment> {
  const charges = withOpenCharge(payment, { status: "WAITING_FOR_CAPTURE" }, world.now)
  return savePayment(world, payment, { state: { charges, next: null } })
}

/** A single session has one charge; of one for several payments it is the first. */
export function withOpenCharge(
  payment: Payment,
  changes: Partial<Charge>,
  now: Date,
): readonly Charge[] {
  const [open, ...others] = payment.state.charges
  if (open === undefined) throw new Error("a session that was confirmed has a charge")
  return [{ ...open, ...changes, updatedAt: now.toISOString() }, ...others]
}

function newCharge(value: string, status: Charge["status"], now: Date): Charge {
  const at = now.toISOString()
  return {
    id: randomUUID(),
    status,
    value,
    capturedValue: "0",
    failureCode: null,
    captures: [],
    createdAt: at,
    updatedAt: at,
    paidAt: null,
  }
}

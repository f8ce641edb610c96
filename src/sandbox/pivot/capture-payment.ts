import { randomUUID } from "node:crypto"
import { amountFromDecimal, decimalFromAmount } from "../../payout/money.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { settleCharge, withOpenCharge } from "./charge-payment.ts"
import { captureObject } from "./charges.ts"
import { readJsonBody, success } from "./envelope.ts"
import { invalidField, validationError } from "./payment-errors.ts"
import { paymentOfCall } from "./payment-of-call.ts"
import { paymentSettings } from "./payment-settings.ts"
import { savePayment, type Capture, type Charge, type Payment } from "./payment-state.ts"
import { readMoney } from "./read-payment-money.ts"
import { Refusal } from "./refusal.ts"
import { secondsAfter } from "./seconds-after.ts"

/** `POST /v2/payments/{id}/capture`: takes what a card payment with manual capture holds. */
export function answerCapturePayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const payment = await paymentOfCall(call, world)
    const body = readJsonBody(call)
    if (body === undefined) throw new Refusal(validationError())
    const releasesRest = body["releaseRemainingAmount"]
    if (typeof releasesRest !== "boolean") {
      throw invalid("releaseRemainingAmount", "must be true or false")
    }
    const charge = heldCharge(payment)
    const rest = unitsOf(charge.value) - unitsOf(charge.capturedValue)
    const money = readMoney(body["amount"], "amount")
    if (money !== undefined && money.currency !== payment.state.currency) {
      throw invalid("amount.currency", `must be ${payment.state.currency}`)
    }
    const amount = money === undefined ? rest : unitsOf(money.value)
    if (amount > rest) throw invalid("amount.value", "is more than what is left to capture")
    const at = world.now.toISOString()
    const capture: Capture = {
      id: randomUUID(),
      status: "PENDING",
      value: decimalFromAmount(amount, 0),
      releasesRest,
      createdAt: at,
      updatedAt: at,
    }
    const endsAt = secondsAfter(world.now, paymentSettings(world).payment_processing_seconds)
    const captures = [...charge.captures, capture]
    const capturing = await savePayment(world, payment, {
      state: {
        charges: withOpenCharge(payment, { captures }, world.now),
        next: { does: "capture_ends", at: endsAt.toISOString() },
      },
    })
    return success(captureObject(capturing, capture))
  })
}

/** The money of a pending capture is there; the session is paid once nothing is held any more. */
export async function endCapture(world: World, payment: Payment): Promise<Payment> {
  const [charge] = payment.state.charges
  const pending = charge?.captures.at(-1)
  if (charge === undefined || pending === undefined) throw new Error("there is no capture to end")
  const at = world.now.toISOString()
  const done: Capture = { ...pending, status: "SUCCESS", updatedAt: at }
  const captures = [...charge.captures.slice(0, -1), done]
  const captured = unitsOf(charge.capturedValue) + unitsOf(done.value)
  const capturedValue = decimalFromAmount(captured, 0)
  const charges = withOpenCharge(payment, { captures, capturedValue }, world.now)
  if (done.releasesRest || captured === unitsOf(charge.value)) {
    return settleCharge(world, { ...payment, state: { ...payment.state, charges } }, capturedValue)
  }
  return savePayment(world, payment, { state: { charges, next: null } })
}

function heldCharge(payment: Payment): Charge {
  const [charge] = payment.state.charges
  if (charge?.status !== "WAITING_FOR_CAPTURE") {
    throw invalid("status", "nothing of this payment session waits to be captured")
  }
  if (payment.state.next !== null) throw invalid("status", "a capture is under way")
  return charge
}

function unitsOf(value: string): bigint {
  return amountFromDecimal(value, 4) ?? 0n
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(invalidField(field, `${field} ${message}`))
}

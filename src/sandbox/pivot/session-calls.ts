import { isAbsent } from "../../providers/json-fields.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { beginCharge } from "./charge-payment.ts"
import { cancelPayment, MERCHANT_REASONS } from "./end-payment.ts"
import { readJsonBody, success } from "./envelope.ts"
import { invalidField, resourceMissing, validationError } from "./payment-errors.ts"
import { paymentObject } from "./payment-object.ts"
import { findPayment, savePayment, type Payment, type SessionStatus } from "./payment-state.ts"
import { readPaymentMethod } from "./read-payment-method.ts"
import { Refusal } from "./refusal.ts"

/** `GET /v2/payments/{id}` */
export function answerRetrievePayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => success(paymentObject(await sessionOf(call, world))))
}

/** `POST /v2/payments/{id}/confirm`, with the payment method where the session has none yet. */
export function answerConfirmPayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const payment = await sessionOf(call, world)
    const body = call.body.length === 0 ? {} : readJsonBody(call)
    if (body === undefined) throw new Refusal(validationError())
    checkWaits(payment, "confirmed")
    const method = readPaymentMethod(body) ?? payment.state.method
    if (method === null) {
      throw new Refusal(invalidField("paymentMethod", "paymentMethod is required"))
    }
    const chosen = await savePayment(world, payment, { state: { method } })
    return success(paymentObject(await beginCharge(world, chosen)))
  })
}

/** `POST /v2/payments/{id}/cancel` */
export function answerCancelPayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const payment = await sessionOf(call, world)
    const given = readJsonBody(call)?.["cancellationReason"]
    const reason = MERCHANT_REASONS.find((each) => each === given)
    if (reason === undefined) {
      const message = isAbsent(given)
        ? "cancellationReason is required"
        : `cancellationReason must be one of ${MERCHANT_REASONS.join(", ")}`
      throw new Refusal(invalidField("cancellationReason", message))
    }
    checkWaits(payment, "cancelled")
    const why = { reason, failureCode: "CANCELLED_BY_USER" } as const
    return success(paymentObject(await cancelPayment(world, payment, why)))
  })
}

/** @throws Refusal where there is no such session */
async function sessionOf(call: SandboxCall, world: World): Promise<Payment> {
  const id = call.parameters["id"] ?? ""
  const payment = await findPayment(world, id)
  if (payment === null) throw new Refusal(resourceMissing("payment session", id))
  return payment
}

/** Nothing was charged yet: only then may a merchant confirm or cancel. */
export function isUncharged(status: SessionStatus): boolean {
  return status === "REQUIRE_PAYMENT_METHOD" || status === "REQUIRE_CONFIRMATION"
}

function checkWaits({ status }: Payment, done: string): void {
  if (isUncharged(status)) return
  const message = `a payment session in status ${status} cannot be ${done}`
  throw new Refusal(invalidField("status", message))
}

import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { beginCharge } from "./charge-payment.ts"
import { readJsonBody, success } from "./envelope.ts"
import { invalidField, validationError } from "./payment-errors.ts"
import { givenOf, paymentObject } from "./payment-object.ts"
import { checkUncharged, paymentOfCall } from "./payment-of-call.ts"
import { isPush, savePayment } from "./payment-state.ts"
import { readPaymentMethod } from "./read-payment-method.ts"
import { Refusal } from "./refusal.ts"

/** `POST /v2/payments/{id}/confirm`, with the payment method where the session has none yet. */
export function answerConfirmPayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const payment = await paymentOfCall(call, world)
    const body = call.body.length === 0 ? {} : readJsonBody(call)
    if (body === undefined) throw new Refusal(validationError())
    checkUncharged(payment, "confirmed")
    const customer = givenOf(payment)["customer"] ?? null
    const method = readPaymentMethod({ ...body, customer }) ?? payment.state.method
    if (method === null) {
      throw new Refusal(invalidField("paymentMethod", "paymentMethod is required"))
    }
    if (payment.state.type === "MULTIPLE" && !isPush(method)) {
      const message = "paymentMethod must be VIRTUAL_ACCOUNT or QR for paymentType MULTIPLE"
      throw new Refusal(invalidField("paymentMethod", message))
    }
    const chosen = await savePayment(world, payment, { state: { method } })
    return success(paymentObject(await beginCharge(world, chosen)))
  })
}

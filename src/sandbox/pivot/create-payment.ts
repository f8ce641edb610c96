import { randomUUID } from "node:crypto"
import type { JsonObject } from "../../providers/json.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { beginCharge } from "./charge-payment.ts"
import { readJsonBody, success } from "./envelope.ts"
import { duplicateError, idempotencyError } from "./payment-errors.ts"
import { paymentObject } from "./payment-object.ts"
import { paymentSettings } from "./payment-settings.ts"
import { nextStepOf, PAYMENT, paymentOf, type Payment } from "./payment-state.ts"
import { readPaymentRequest } from "./read-payment-request.ts"
import { Refusal } from "./refusal.ts"
import { answerOnce } from "./request-id.ts"

/** `POST /v2/payments` */
export function answerCreatePayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerOnce(call, world, {
    scope: "payments",
    reused: idempotencyError(),
    answer: () =>
      answerRefusals(async () => {
        return success(paymentObject(await createPayment(readJsonBody(call), world)))
      }),
  })
}

/**
 * Makes a session. It waits for a payment method, then to be confirmed, then for its customer.
 * @throws Refusal
 */
export async function createPayment(body: JsonObject | undefined, world: World): Promise<Payment> {
  const { reference, state, confirmsAtOnce } = readPaymentRequest(body, world.now)
  if (paymentSettings(world).payment_reference_unique) {
    const [before] = await world.findByReference(PAYMENT, reference)
    if (before !== undefined) throw new Refusal(duplicateError())
  }
  const status = state.method === null ? "REQUIRE_PAYMENT_METHOD" : "REQUIRE_CONFIRMATION"
  const thing = await world.add({
    kind: PAYMENT,
    name: randomUUID(),
    reference,
    status,
    state,
    nextStepAt: nextStepOf(status, state),
  })
  const payment = paymentOf(thing)
  return confirmsAtOnce ? await beginCharge(world, payment) : payment
}

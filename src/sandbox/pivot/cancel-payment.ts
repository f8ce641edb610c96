import { isAbsent } from "../../providers/json-fields.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { cancelPayment, MERCHANT_REASONS } from "./end-payment.ts"
import { readJsonBody, success } from "./envelope.ts"
import { invalidField } from "./payment-errors.ts"
import { paymentObject } from "./payment-object.ts"
import { checkUncharged, paymentOfCall } from "./payment-of-call.ts"
import { Refusal } from "./refusal.ts"

/** `POST /v2/payments/{id}/cancel` */
export function answerCancelPayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const payment = await paymentOfCall(call, world)
    const given = readJsonBody(call)?.["cancellationReason"]
    const reason = MERCHANT_REASONS.find((each) => each === given)
    if (reason === undefined) {
      const message = isAbsent(given)
        ? "cancellationReason is required"
        : `cancellationReason must be one of ${MERCHANT_REASONS.join(", ")}`
      throw new Refusal(invalidField("cancellationReason", message))
    }
    checkUncharged(payment, "cancelled")
    const why = { reason, failureCode: "CANCELLED_BY_USER" } as const
    return success(paymentObject(await cancelPayment(world, payment, why)))
  })
}

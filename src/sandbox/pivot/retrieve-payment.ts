import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { success } from "./envelope.ts"
import { paymentObject } from "./payment-object.ts"
import { paymentOfCall } from "./payment-of-call.ts"

/** `GET /v2/payments/{id}` */
export function answerRetrievePayment(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => success(paymentObject(await paymentOfCall(call, world))))
}

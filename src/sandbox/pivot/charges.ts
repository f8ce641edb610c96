import { isIdentifier } from "../../providers/json-fields.ts"
import { wireNumber } from "../answer.ts"
import type { SandboxCall, SandboxRoute } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { failure, success } from "./envelope.ts"
import { invalidField } from "./payment-errors.ts"
import { methodDetails } from "./payment-method.ts"
import { PAYMENT, paymentOf, type Capture, type Charge, type Payment } from "./payment-state.ts"
import { wireTime } from "./wire-time.ts"

export const chargeRoutes: readonly SandboxRoute[] = [
  { method: "GET", path: "/v2/charges", answer: listCharges },
]

/** The charges of the sessions with a reference; their order is that in which they were made. */
async function listCharges(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const reference = call.query.get("clientReferenceId") ?? ""
  if (!isIdentifier(reference)) {
    return failure(invalidField("clientReferenceId", "clientReferenceId is required"))
  }
  const sessions = await world.findByReference(PAYMENT, reference)
  return success(sessions.toReversed().map(paymentOf).flatMap(chargeObjects))
}

/** As the charge object is printed, with the object of its payment method. */
export function chargeObjects(payment: Payment): readonly object[] {
  const { thing, state } = payment
  const money = (value: string) => ({ value: wireNumber(value), currency: state.currency })
  const descriptor = state.descriptor === null ? {} : { statementDescriptor: state.descriptor }
  return state.charges.map((charge) => ({
    id: charge.id,
    paymentSessionId: thing.name,
    paymentSessionClientReferenceId: thing.reference,
    amount: money(charge.value),
    ...descriptor,
    status: charge.status,
    authorizedAmount: isAuthorized(charge) ? money(charge.value) : null,
    capturedAmount: charge.capturedValue === "0" ? null : money(charge.capturedValue),
    isCaptured: charge.status === "SUCCESS",
    createdAt: wireTime(charge.createdAt, 6),
    updatedAt: wireTime(charge.updatedAt, 6),
    ...(charge.paidAt !== null && { paidAt: wireTime(charge.paidAt, 0) }),
    ...(charge.failureCode !== null && { failureCode: charge.failureCode }),
    ...methodDetails(payment, charge),
    captureHistories:
      charge.captures.length === 0
        ? null
        : charge.captures.map((capture) => captureObject(payment, capture)),
  }))
}

/** What the capture call answers with. */
export function captureObject({ thing, state }: Payment, capture: Capture): object {
  return {
    id: capture.id,
    paymentSessionId: thing.name,
    paymentSessionClientReferenceId: thing.reference,
    releaseRemainingAmount: capture.releasesRest,
    amount: { value: wireNumber(capture.value), currency: state.currency },
    status: capture.status,
    createdAt: wireTime(capture.createdAt, 9),
    updatedAt: wireTime(capture.updatedAt, 9),
  }
}

function isAuthorized({ status }: Charge): boolean {
  return status === "SUCCESS" || status === "WAITING_FOR_CAPTURE"
}

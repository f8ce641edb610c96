import { identifierOf } from "../../providers/json-fields.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer } from "../simulator.ts"
import type { World } from "../world.ts"
import { answerRefusals } from "./answer-refusals.ts"
import { CHARGES_MAX, settleCharge } from "./charge-payment.ts"
import { expirePayment } from "./end-payment.ts"
import { readJsonBody, success } from "./envelope.ts"
import { invalidField, resourceMissing, validationError } from "./payment-errors.ts"
import { findPayment, type Payment, type SessionStatus } from "./payment-state.ts"
import { readMoney, type PaymentMoney } from "./read-payment-money.ts"
import { Refusal } from "./refusal.ts"

/** `POST /v2/payments/simulations`: the vendor's own way to play the customer. */
export function answerSimulation(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  return answerRefusals(async () => {
    const body = readJsonBody(call)
    if (body === undefined) throw new Refusal(validationError())
    const id = identifierOf(body["paymentSessionId"])
    if (id === undefined) throw invalid("paymentSessionId", "is required")
    const chargeStatus = body["chargeStatus"]
    if (chargeStatus !== "SUCCESS" && chargeStatus !== "EXPIRED") {
      throw invalid("chargeStatus", "must be SUCCESS or EXPIRED")
    }
    const payment = await findPayment(world, id)
    if (payment === null) throw new Refusal(resourceMissing("payment session", id))
    if (!CHARGED.has(payment.status)) {
      throw invalid("paymentSessionId", `names a session in status ${payment.status}`)
    }
    if (payment.state.method?.type === "CARD") {
      throw invalid("paymentSessionId", "names a session that is paid by card")
    }
    const money = readMoney(body["amount"], "amount")
    await (chargeStatus === "EXPIRED"
      ? expirePayment(world, payment)
      : settleCharge(world, payment, valuePaid(payment, money)))
    return success({ updated: "true" })
  })
}

const CHARGED: ReadonlySet<SessionStatus> = new Set(["REQUIRE_ACTION", "ACTIVE", "PROCESSING"])

/** "Mandatory if Payment Type is MULTIPLE"; a session with an amount takes no other. */
function valuePaid({ state }: Payment, money: PaymentMoney | undefined): string {
  if (state.type === "MULTIPLE" && state.charges.length > CHARGES_MAX) {
    throw invalid("paymentSessionId", `names a session with ${CHARGES_MAX} charges`)
  }
  if (money === undefined) {
    if (state.type === "MULTIPLE") throw invalid("amount", "is required for MULTIPLE")
    return state.value
  }
  if (money.currency !== state.currency) throw invalid("amount", `must be in ${state.currency}`)
  if (state.value !== "0" && money.value !== state.value) {
    throw invalid("amount", `must be ${state.value}, the amount of the session`)
  }
  return money.value
}

function invalid(field: string, message: string): Refusal {
  return new Refusal(invalidField(field, `${field} ${message}`))
}

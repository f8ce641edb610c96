import { PaidoutError } from "../../errors.ts"
import type { World } from "../world.ts"
import { beginCharge, CHARGES_MAX, payNow } from "./charge-payment.ts"
import {
  isFinal,
  isUncharged,
  savePayment,
  type Answer,
  type Payment,
  type PaymentMethod,
} from "./payment-state.ts"

/**
 * What the customer of a session does: chooses on the payment page what is not chosen yet, and pays.
 * @throws PaidoutError sandbox_action_refused
 */
export async function payAsCustomer(
  world: World,
  payment: Payment,
  how: { readonly value: string | undefined; readonly outcome: Answer },
): Promise<Payment> {
  const { state, status } = payment
  if (isFinal(status)) {
    throw refused(`The session is ${status}, which is final. Make a new one.`)
  }
  if (isUncharged(status) && state.mode === "API") {
    throw refused(`The session is ${status}: the merchant confirms it first, there is no page.`)
  }
  if (state.charges[0]?.status === "WAITING_FOR_CAPTURE") {
    throw refused("The customer has paid. The merchant captures it now.")
  }
  const value = valuePaid(payment, how.value)
  const charged = isUncharged(status) ? await begin(world, payment) : payment
  return payNow(world, charged, { value, outcome: how.outcome })
}

async function begin(world: World, payment: Payment): Promise<Payment> {
  const method = payment.state.method ?? CHOSEN_ON_THE_PAGE
  return beginCharge(world, await savePayment(world, payment, { state: { method } }))
}

const CHOSEN_ON_THE_PAGE: PaymentMethod = {
  type: "VIRTUAL_ACCOUNT",
  channel: "PERMATA",
  holder: "",
  number: "",
  phone: "",
  capture: "automatic",
}

function valuePaid({ state }: Payment, given: string | undefined): string {
  if (state.type === "MULTIPLE" && state.charges.length > CHARGES_MAX) {
    throw refused(`The session has ${CHARGES_MAX} charges. Make a new one.`)
  }
  if (state.value === "0") {
    if (given === undefined) throw refused("The customer chooses the amount: give one.")
    return given
  }
  if (given !== undefined && given !== state.value) {
    throw refused(`The session takes ${state.value} ${state.currency} and no other amount.`)
  }
  return state.value
}

function refused(why: string): PaidoutError {
  return new PaidoutError("sandbox_action_refused", why)
}

import type { SandboxCall } from "../routes.ts"
import type { World } from "../world.ts"
import { invalidField, resourceMissing } from "./payment-errors.ts"
import { findPayment, isUncharged, type Payment } from "./payment-state.ts"
import { Refusal } from "./refusal.ts"

/**
 * The session that a call's path names.
 * @throws Refusal where there is none
 */
export async function paymentOfCall(call: SandboxCall, world: World): Promise<Payment> {
  const id = call.parameters["id"] ?? ""
  const payment = await findPayment(world, id)
  if (payment === null) throw new Refusal(resourceMissing("payment session", id))
  return payment
}

/** @throws Refusal once there is a charge: a merchant then neither confirms nor cancels */
export function checkUncharged({ status }: Payment, done: "confirmed" | "cancelled"): void {
  if (isUncharged(status)) return
  const message = `a payment session in status ${status} cannot be ${done}`
  throw new Refusal(invalidField("status", message))
}

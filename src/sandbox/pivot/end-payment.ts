import type { World } from "../world.ts"
import { paymentSettings } from "./payment-settings.ts"
import { savePayment, type Charge, type FailureCode, type Payment } from "./payment-state.ts"
import { tellPayment } from "./tell-payment.ts"

/** The reasons that a merchant may give; CHARGE_FAILED is the provider's own. */
export const MERCHANT_REASONS = ["REQUESTED_BY_CUSTOMER", "DUPLICATED", "VOID_SESSION"] as const

export type CancellationReason = (typeof MERCHANT_REASONS)[number] | "CHARGE_FAILED"

/** Ends a session unpaid; a charge that was under way fails with the code. */
export async function cancelPayment(
  world: World,
  payment: Payment,
  why: { readonly reason: CancellationReason; readonly failureCode: FailureCode },
): Promise<Payment> {
  const at = world.now.toISOString()
  const cancelled = await savePayment(world, payment, {
    status: "CANCELLED",
    state: {
      next: null,
      cancelledAt: at,
      cancellationReason: why.reason,
      // In the printed answer a cancelled session expires when it was cancelled.
      expiresAt: at,
      charges: ended(payment, { status: "FAILED", failureCode: why.failureCode, at }),
    },
  })
  await tellPayment(world, cancelled, "PAYMENT.CANCELLED")
  return cancelled
}

/** The system's time-out: told as a cancellation, whatever the session's status is then called. */
export async function expirePayment(world: World, payment: Payment): Promise<Payment> {
  const settings = paymentSettings(world)
  const status =
    payment.state.type === "MULTIPLE"
      ? settings.payment_multiple_end_status
      : settings.payment_timeout_status
  const at = world.now.toISOString()
  const charges = ended(payment, { status: "EXPIRED", failureCode: "CHARGE_EXPIRED", at })
  const expired = await savePayment(world, payment, { status, state: { next: null, charges } })
  await tellPayment(world, expired, "PAYMENT.CANCELLED")
  return expired
}

function ended(
  payment: Payment,
  as: {
    readonly status: "FAILED" | "EXPIRED"
    readonly failureCode: FailureCode
    readonly at: string
  },
): readonly Charge[] {
  const { status, failureCode, at } = as
  return payment.state.charges.map((charge) =>
    isOver(charge) ? charge : { ...charge, status, failureCode, updatedAt: at },
  )
}

function isOver({ status }: Charge): boolean {
  return status === "SUCCESS" || status === "FAILED" || status === "EXPIRED"
}

import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { endCapture } from "./capture-payment.ts"
import { channelAnswers, startProcessing } from "./charge-payment.ts"
import { expirePayment } from "./end-payment.ts"
import { canExpire, paymentOf, savePayment } from "./payment-state.ts"

/** What happens to a session by itself at `world.now`: its next step, or its expiry. */
export async function stepPayment(thing: Thing, world: World): Promise<void> {
  const payment = paymentOf(thing)
  const { next, expiresAt } = payment.state
  const now = world.now.toISOString()
  if (next !== null && next.at <= now) {
    switch (next.does) {
      case "customer_acts":
        await startProcessing(world, payment, next.outcome)
        return
      case "channel_answers":
        await channelAnswers(world, payment, next.outcome)
        return
      case "capture_ends":
        await endCapture(world, payment)
        return
      default:
        next satisfies never
    }
  }
  if (canExpire(payment.status) && expiresAt !== null && expiresAt <= now) {
    await expirePayment(world, payment)
    return
  }
  // Nothing is due: the moment of the next step is set anew.
  await savePayment(world, payment, {})
}

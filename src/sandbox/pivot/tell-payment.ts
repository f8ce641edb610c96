import { amountFromDecimal, decimalFromAmount } from "../../payout/money.ts"
import type { World } from "../world.ts"
import { paymentObject } from "./payment-object.ts"
import type { Payment } from "./payment-state.ts"

/** The four events of the page "Payment Notify". */
export type PaymentEventName =
  | "PAYMENT.PROCESSING"
  | "PAYMENT.PAID"
  | "PAYMENT.CANCELLED"
  | "CHARGE.SUCCESS"

/** Sends the whole session: `encode` knows only what an event of ours tells of it. */
export async function tellPayment(
  world: World,
  payment: Payment,
  event: PaymentEventName,
): Promise<void> {
  const tellsOfMoney = event === "PAYMENT.PAID" || event === "CHARGE.SUCCESS"
  const isWrong = tellsOfMoney && world.happens("wrong_amount", payment.thing)
  const data = paymentObject(isWrong ? withWrongAmount(payment) : payment)
  const headers = { "Content-Type": "application/json", Accept: "application/json" }
  const body = Buffer.from(JSON.stringify({ event, data }), "utf8")
  await world.tell({
    product: "payment",
    thing: payment.thing,
    wireEvent: event,
    webhook: { headers, body },
  })
}

/** One rupiah more than was paid. */
function withWrongAmount(payment: Payment): Payment {
  const { state } = payment
  const charges = state.charges.map((charge) => ({ ...charge, value: oneMore(charge.value) }))
  return { ...payment, state: { ...state, value: oneMore(state.value), charges } }
}

const ONE_UNIT = 10_000n

function oneMore(value: string): string {
  return decimalFromAmount((amountFromDecimal(value, 4) ?? 0n) + ONE_UNIT, 0)
}

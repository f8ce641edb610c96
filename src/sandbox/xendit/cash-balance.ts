import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { amountOf, stateOf, type PayoutState } from "./payout.ts"

/** Payouts are paid from here; `HOLDING` is the other one. */
export const CASH = "CASH"

/** False: there is not so much, and nothing is taken. */
export function debit(state: PayoutState, world: World): Promise<boolean> {
  return world.move(CASH, state.currency, -amountOf(state))
}

/** Gives back what was taken, once; returns what is then true of the payout. */
export async function refund(thing: Thing, world: World): Promise<Pick<PayoutState, "isDebited">> {
  const state = stateOf(thing)
  if (state.isDebited) await world.move(CASH, state.currency, amountOf(state))
  return { isDebited: false }
}

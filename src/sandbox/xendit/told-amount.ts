import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { amountOf, stateOf } from "./payout.ts"

/** One main unit more: enough to be another amount in every currency. */
const WRONG_BY = 10_000n

/** What a webhook says of the amount: untrue, where misbehaviour wants it. */
export function toldAmount(thing: Thing, world: World): bigint {
  const amount = amountOf(stateOf(thing))
  return world.happens("wrong_amount", thing) ? amount + WRONG_BY : amount
}

import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import { enterStatus } from "./enter-status.ts"
import { isCash, stateOf, statusOf } from "./payout.ts"

/** Before it is sent; cash also while nobody can pick it up yet. There is no webhook for it. */
export function isCancellable(thing: Thing): boolean {
  const status = statusOf(thing)
  return status === "ACCEPTED" || (status === "REQUESTED" && isCash(stateOf(thing)))
}

export async function cancelPayout(thing: Thing, world: World): Promise<Thing> {
  return enterStatus(thing, world, { status: "CANCELLED", and: await refund(thing, world) })
}

import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import { enterStatus } from "./enter-status.ts"
import { isCash, PAYOUT_V3, stateOf, statusOf, type PayoutStatus } from "./payout.ts"

/**
 * Before it is sent; cash of v2 also while nobody can pick it up yet, payouts of v3 also while they
 * are reviewed or routed. There is no webhook for it.
 */
export function isCancellable(thing: Thing): boolean {
  const status = statusOf(thing)
  if (status === "ACCEPTED") return true
  if (thing.kind === PAYOUT_V3) return CANCELLABLE_IN_V3.includes(status)
  return status === "REQUESTED" && isCash(stateOf(thing))
}

const CANCELLABLE_IN_V3: readonly PayoutStatus[] = [
  "PENDING_COMPLIANCE_ASSESSMENT",
  "PENDING_COMPLIANCE_REVIEW",
  "ROUTING",
]

export async function cancelPayout(thing: Thing, world: World): Promise<Thing> {
  return enterStatus(thing, world, { status: "CANCELLED", and: await refund(thing, world) })
}

import type { Asked, ReadPlan } from "../api.ts"
import { pathSegment } from "../path-segment.ts"
import { isPayoutEventCode } from "./status.ts"

/** The call that Adyen has for a payout, and `none`. */
export const READ_CALLS = { transfer: "GET /transfers/{id}", none: "none" } as const
export type ReadCall = keyof typeof READ_CALLS

/** Adyen has a call per transfer, and none for several that are named. */
export function planReads(asked: readonly Asked[]): readonly ReadPlan[] {
  const groups = Map.groupBy(asked, (one) =>
    JSON.stringify([callFor(one), one.subject, one.providerId, one.providerId ?? one.reference]),
  )
  return [...groups.values()].map((same) => {
    const call = same.map(callFor)[0] ?? "none"
    return { asked: same, call: READ_CALLS[call], calls: call === "none" ? 0 : 1 }
  })
}

export function canAsk(asked: Asked): boolean {
  return callFor(asked) !== "none"
}

/** Which of the calls a plan of ours is. */
export function callOf(plan: ReadPlan): ReadCall {
  const known = Object.entries(READ_CALLS).find(([, words]) => words === plan.call)
  if (known === undefined) throw new Error(`No plan of Adyen's: ${plan.call}.`)
  return known[0] as ReadCall
}

function callFor({ subject, providerId, wireEvent }: Asked): ReadCall {
  if (subject !== "payout" || providerId === null) return "none"
  if (pathSegment(providerId) === undefined) return "none"
  return isTransfer(providerId, wireEvent ?? "") ? "transfer" : "none"
}

/**
 * What was said of it tells. Where that is not known the id does not, for a transfer's id and a
 * pspReference are both 16 capitals and digits; but digits alone are an older pspReference, and a
 * test notification is no payout at all. The others are asked for: at worst Adyen does not know it.
 */
function isTransfer(providerId: string, wireEvent: string): boolean {
  if (wireEvent.startsWith("balancePlatform.")) return true
  if (isPayoutEventCode(wireEvent)) return false
  return !/^\d+$|test_|testnotification_|TEST_CUSTOM_/.test(providerId)
}

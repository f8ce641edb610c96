import type { Asked, ReadPlan } from "../api.ts"
import { isIdentifier } from "../json-fields.ts"
import { pathSegment } from "../path-segment.ts"
import { readEventName } from "./event-name.ts"

/**
 * How a payout is asked for. `any`: by which API it was made is not known. `reference`: only its
 * reference is known. `none`: there is no call for it.
 */
export const READ_CALLS = ["v2", "v3", "any", "reference", "none"] as const
export type ReadCall = (typeof READ_CALLS)[number]

/** Xendit has a call per payout, and none for several. */
export function planReads(asked: readonly Asked[]): readonly ReadPlan[] {
  const groups = Map.groupBy(asked, (one) => placeOf(one, callFor(one)))
  return [...groups.values()].map((same) => {
    const call = surest(same.map(callFor))
    return { asked: same, call, calls: call === "none" ? 0 : 1 }
  })
}

export function canAsk(asked: Asked): boolean {
  return callFor(asked) !== "none"
}

export function callOf(plan: ReadPlan): ReadCall {
  const call = READ_CALLS.find((known) => known === plan.call)
  if (call === undefined) throw new Error(`No plan of Xendit's: ${plan.call}.`)
  return call
}

function callFor({ subject, providerId, reference, wireEvent }: Asked): ReadCall {
  if (subject !== "payout") return "none"
  if (providerId === null) {
    return reference !== null && isIdentifier(reference) ? "reference" : "none"
  }
  if (pathSegment(providerId) === undefined) return "none"
  return versionByEvent(wireEvent ?? "") ?? versionById(providerId)
}

/** What was said of it last names the API that it was made by. */
function versionByEvent(wireEvent: string): ReadCall | undefined {
  if (wireEvent.startsWith("disbursement.")) return "none"
  switch (readEventName(wireEvent)?.family) {
    case "payout":
      return "v2"
    case "v3_payout":
      return "v3"
    case "remittance_payout":
      return "none"
    case undefined:
      return undefined
  }
}

/** `disb-…` (printed and recorded) and `disb_` (documented) are of v2, `po-…` of v3. */
function versionById(providerId: string): ReadCall {
  if (/^disb[-_]/.test(providerId)) return "v2"
  return providerId.startsWith("po-") ? "v3" : "any"
}

/** One payout is asked for once, however often it is wanted. */
function placeOf({ subject, providerId, reference }: Asked, call: ReadCall): string {
  return JSON.stringify(
    call === "reference" ? [call, reference] : [call === "none", subject, providerId, reference],
  )
}

/** Of the same payout one may be known better than another. */
function surest(calls: readonly ReadCall[]): ReadCall {
  return calls.find((call) => call !== "any") ?? "any"
}

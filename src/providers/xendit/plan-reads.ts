import type { Asked, ReadPlan } from "../api.ts"
import { isIdentifier } from "../json-fields.ts"
import { pathSegment } from "../path-segment.ts"
import { readEventName } from "./event-name.ts"

/** The calls that Xendit has, `any` where it is not known by which API a payout was made, and `none`. */
export const READ_CALLS = {
  v2: "GET /v2/payouts/{id}",
  v3: "GET /v3/payouts/{id}",
  any: "GET /v2/payouts/{id}, else /v3/payouts/{id}",
  reference: "GET /v2/payouts?reference_id=",
  none: "none",
} as const
export type ReadCall = keyof typeof READ_CALLS

/** Xendit has a call per payout, and none for several. */
export function planReads(asked: readonly Asked[]): readonly ReadPlan[] {
  const groups = Map.groupBy(asked, (one) => placeOf(one, callFor(one)))
  return [...groups.values()].map((same) => {
    const call = surest(same.map(callFor))
    return { asked: same, call: READ_CALLS[call], calls: call === "none" ? 0 : 1 }
  })
}

export function canAsk(asked: Asked): boolean {
  return callFor(asked) !== "none"
}

/** Which of the calls a plan of ours is. */
export function callOf(plan: ReadPlan): ReadCall {
  const known = Object.entries(READ_CALLS).find(([, words]) => words === plan.call)
  if (known === undefined) throw new Error(`No plan of Xendit's: ${plan.call}.`)
  return known[0] as ReadCall
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

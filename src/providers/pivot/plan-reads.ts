import type { Asked, ReadPlan } from "../api.ts"
import { nameOf, type AskedName } from "./asked-name.ts"

/** The calls that Pivot has, and `none`. */
export const READ_CALLS = {
  request: "GET /v1/payouts/{uuid}",
  one: "GET /v1/payouts/{uuid}?referenceId=",
  reference: "GET /v1/payouts/{referenceId}?type=single",
  payment: "GET /v2/payments/{id}",
  none: "none",
} as const
export type ReadCall = (typeof READ_CALLS)[keyof typeof READ_CALLS]

/** The most that a page holds. */
export const PER_PAGE = 100

/**
 * So many payouts of one request are asked for one by one. How large a request is nobody knows
 * before: a whole one takes 1 to 10 calls.
 */
const SINGLE_READS_MAX = 3

/** A request that is asked for is read whole, and so is one of which many payouts are. */
export function planReads(asked: readonly Asked[]): readonly ReadPlan[] {
  const named = asked.map((one) => ({ one, name: nameOf(one) }))
  const groups = Map.groupBy(named, ({ name }) => groupOf(name))
  return [...groups.values()].flatMap((group) => {
    const calls = Map.groupBy(group, ({ name }) => JSON.stringify([name?.kind, name?.reference]))
    const [first] = group
    const isRequest = group.some(({ name }) => name?.kind === "batch")
    const isPayout = first?.name?.kind === "payout"
    if (isRequest || (isPayout && calls.size > SINGLE_READS_MAX)) {
      const payouts = calls.size - (isRequest ? 1 : 0)
      return [plan(group, READ_CALLS.request, Math.max(1, Math.ceil(payouts / PER_PAGE)))]
    }
    const call = callFor(first?.name)
    return [...calls.values()].map((same) => plan(same, call, call === READ_CALLS.none ? 0 : 1))
  })
}

export function canAsk(asked: Asked): boolean {
  return nameOf(asked) !== undefined
}

function plan(group: readonly { readonly one: Asked }[], call: ReadCall, calls: number): ReadPlan {
  return { asked: group.map(({ one }) => one), call, calls }
}

/** What one call could answer together. */
function groupOf(name: AskedName | undefined): string {
  if (name === undefined) return "none"
  const { kind, uuid, reference } = name
  return uuid === null
    ? `reference ${reference}`
    : `${kind === "payment" ? kind : "request"} ${uuid}`
}

function callFor(name: AskedName | undefined): ReadCall {
  if (name === undefined) return READ_CALLS.none
  const { kind } = name
  switch (kind) {
    case "batch":
      return READ_CALLS.request
    case "payout":
      return READ_CALLS.one
    case "announced":
      return READ_CALLS.reference
    case "payment":
      return READ_CALLS.payment
    default:
      return kind satisfies never
  }
}

import type { Suggestion } from "../simulator.ts"
import type { ChannelCategory } from "./channels.ts"
import type { Outcome } from "./plans.ts"

/** The account numbers that have an ending of their own in Xendit's test mode; all others succeed. */
const ANYWHERE: Readonly<Record<string, Outcome>> = {
  "123456": { name: "failed", failureCode: "TEMPORARY_TRANSFER_ERROR" },
  "999999": { name: "failed", failureCode: "REJECTED_BY_CHANNEL" },
  "121212": { name: "failed", failureCode: "INVALID_DESTINATION" },
  "98018521": { name: "failed", failureCode: "TRANSFER_ERROR" },
}
/** Documented for a bank, as opposed to cash. */
const NOT_CASH: Readonly<Record<string, Outcome>> = {
  "131313": { name: "stuck_accepted" },
  "654321": { name: "reversed" },
}
const CASH: Readonly<Record<string, Outcome>> = {
  "141414": { name: "stuck_requested" },
}
/** Of a bank, for people. */
export const MAGIC_NUMBER_STORIES: readonly Suggestion[] = [
  { value: "000000000099", title: "Paid" },
  { value: "999999", title: "Failed: rejected by the channel" },
  { value: "121212", title: "Failed: invalid destination" },
  { value: "123456", title: "Failed: temporary transfer error" },
  { value: "98018521", title: "Failed: transfer error" },
  { value: "131313", title: "Stays accepted" },
  { value: "654321", title: "Paid, then reversed" },
]

const EXPIRES_FOR = "Justin Baby"

/** How a payout ends that no plan speaks of. */
export function magicOutcome(
  category: ChannelCategory,
  properties: Readonly<Record<string, string>>,
): Outcome {
  const isCash = category === "OTC"
  if (isCash && properties["recipient_given_names"] === EXPIRES_FOR) return { name: "expired" }
  const number = properties["account_number"] ?? ""
  for (const table of [ANYWHERE, isCash ? CASH : NOT_CASH]) {
    const outcome = Object.hasOwn(table, number) ? table[number] : undefined
    if (outcome !== undefined) return outcome
  }
  return { name: "succeeded" }
}

import type { PayoutStatus } from "../../payout/status.ts"
import { payoutMeaning } from "./status.ts"

const EVENT_FAMILIES = ["payout", "v3_payout", "remittance_payout"] as const
export type EventFamily = (typeof EVENT_FAMILIES)[number]

export interface EventName {
  readonly family: EventFamily
  /** The status that the name promises: `payout.failed` promises `failed`. */
  readonly promised: PayoutStatus
}

/**
 * Reads the name of an event. Undefined for a name that is no news of a payout. The second half is
 * a status in lower case; v3 alone has one that is not, `pending_compliance`.
 */
export function readEventName(name: string): EventName | undefined {
  const dot = name.indexOf(".")
  const family = EVENT_FAMILIES.find((known) => known === name.slice(0, dot))
  const word = name.slice(dot + 1)
  if (family === undefined || word !== word.toLowerCase()) return undefined
  const meaning = payoutMeaning(
    word === "pending_compliance" ? "PENDING_COMPLIANCE_REVIEW" : word.toUpperCase(),
  )
  return meaning && { family, promised: meaning.status }
}

import type { Thing } from "../simulator.ts"
import type { ThingChanges } from "../world.ts"
import type { PayoutSettings } from "./payout-settings.ts"
import { payoutState, type PayoutState, type PayoutWord } from "./payout-things.ts"
import type { Outcome } from "./plans.ts"
import { secondsAfter } from "./seconds-after.ts"

/** How the bank comes from asked to final, by plan: its first word, and the one after it. */
const WORDS = {
  success: ["SUCCESS", null],
  failed: ["FAILED", null],
  pending_then_success: ["PENDING", "SUCCESS"],
  pending_then_failed: ["PENDING", "FAILED"],
  delayed_then_success: ["DELAYED", "SUCCESS"],
  stuck: ["PENDING", null],
} as const satisfies Record<Outcome, readonly [PayoutWord, PayoutWord | null]>

/** When the bank has its first word on a payout that was sent at this moment. Pure. */
export function asked(payout: Thing, sentAt: Date, settings: PayoutSettings): ThingChanges {
  const state = payoutState(payout)
  const { outcome, afterSeconds } = state.plan
  // What a plan says of time is about its last step.
  const isLast = WORDS[outcome][1] === null && outcome !== "stuck"
  const wait = (isLast ? afterSeconds : null) ?? settings.bank_seconds
  const changed: PayoutState = {
    ...state,
    reason: "",
    answersAt: secondsAfter(sentAt, wait).toISOString(),
  }
  return { status: "APPROVED", state: changed }
}

/** What the bank says of a payout by now; null: nothing new. Pure. */
export function answered(
  payout: Thing,
  now: Date,
  settings: PayoutSettings,
): { readonly status: PayoutWord; readonly state: PayoutState } | null {
  const state = payoutState(payout)
  if (state.answersAt === null || new Date(state.answersAt) > now) return null
  const { outcome, reason, afterSeconds } = state.plan
  const [first, then] = WORDS[outcome]
  const status = payout.status === "APPROVED" ? first : then
  if (status === null) return null
  const next = status === "PENDING" || status === "DELAYED" ? then : null
  const wait =
    afterSeconds ?? (status === "DELAYED" ? settings.delay_seconds : settings.pending_seconds)
  return {
    status,
    state: {
      ...state,
      reason: status === "FAILED" ? reason : "",
      answersAt: next === null ? null : secondsAfter(now, wait).toISOString(),
    },
  }
}

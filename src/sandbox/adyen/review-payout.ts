import type { World } from "../world.ts"
import { PAYOUT_KIND, payoutState, type CourseStep, type PayoutStatus } from "./payout-state.ts"
import { payoutSettings } from "./payout-settings.ts"
import { newPspReference } from "./psp-reference.ts"
import { courseTo, nextStepAt } from "./submit-payout.ts"

export type Review = "confirm" | "decline"

export type Reviewed =
  | { readonly outcome: "reviewed"; readonly pspReference: string }
  | { readonly outcome: "unknown" }
  /** It waits for no review: nothing was done, and no webhook will tell of this one. */
  | { readonly outcome: "not_awaited"; readonly status: string }

/** Confirms or declines a payout that waits for it. Its status closes the race of two reviews. */
export async function reviewPayout(
  world: World,
  payoutReference: string,
  review: Review,
): Promise<Reviewed> {
  const payout = await world.find(PAYOUT_KIND, payoutReference)
  if (payout === null) return { outcome: "unknown" }
  if (payout.status !== "submitted") {
    await world.note(`The payout is ${payout.status} already: it takes no review.`, {
      thing: payout,
      detail: { review },
    })
    return { outcome: "not_awaited", status: payout.status }
  }
  const { review_reference: rule, review_told_seconds: afterSeconds } = payoutSettings(world)
  const pspReference = rule === "original" ? payout.name : newPspReference()
  const state = payoutState(payout)
  const course: readonly CourseStep[] =
    review === "confirm"
      ? courseTo(state.ending, { afterSeconds, world })
      : [{ step: "decline", afterSeconds }]
  const status: PayoutStatus = review === "confirm" ? "confirmed" : "declined"
  await world.change(payout, {
    status,
    state: { ...state, course, reviewReference: rule === "told" ? pspReference : null },
    nextStepAt: nextStepAt(course, world),
  })
  return { outcome: "reviewed", pspReference }
}

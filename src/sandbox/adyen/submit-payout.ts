import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import type { PayoutEnding } from "./payout-plans.ts"
import {
  PAYOUT_KIND,
  type CourseStep,
  type Destination,
  type PayoutState,
  type PayoutStatus,
} from "./payout-state.ts"
import { payoutSettings } from "./payout-settings.ts"
import { newPspReference } from "./psp-reference.ts"
import type { WireAmount } from "./wire-amount.ts"

export interface PayoutOrder {
  readonly reference: string
  readonly amount: WireAmount
  readonly destination: Destination
  readonly ending: PayoutEnding
}

/** Documented: whoever does not review it for so long lets it expire. */
const REVIEW_DAYS = 7

/** A payout that waits for its review; nothing is taken from the balance before. */
export function submitPayout(world: World, order: PayoutOrder): Promise<Thing> {
  const expires = { step: "expire", afterSeconds: REVIEW_DAYS * 24 * 60 * 60 } as const
  return addPayout(world, order, { status: "submitted", isInstant: false, course: [expires] })
}

/** An instant payout to a card: nobody reviews it, the issuer decides. */
export function receiveInstantPayout(world: World, order: PayoutOrder): Promise<Thing> {
  const { instant_told_seconds: afterSeconds } = payoutSettings(world)
  const course = courseTo(order.ending, { afterSeconds, world })
  return addPayout(world, order, { status: "received", isInstant: true, course })
}

/** What is to come once nobody's review is awaited any more. */
export function courseTo(
  ending: PayoutEnding,
  { afterSeconds, world }: { readonly afterSeconds: number; readonly world: World },
): readonly CourseStep[] {
  const own = ending.afterSeconds
  switch (ending.outcome) {
    case "accepted":
      return [{ step: "accept", afterSeconds: own ?? afterSeconds }]
    case "refused":
      return [{ step: "refuse", afterSeconds: own ?? afterSeconds }]
    case "reversed":
      return [
        { step: "accept", afterSeconds },
        {
          step: "reverse",
          afterSeconds: own ?? payoutSettings(world).reversed_after_seconds,
        },
      ]
    case "stuck":
      return []
  }
}

function addPayout(
  world: World,
  order: PayoutOrder,
  how: {
    readonly status: PayoutStatus
    readonly isInstant: boolean
    readonly course: readonly CourseStep[]
  },
): Promise<Thing> {
  const { amount, destination, ending, reference } = order
  const state: PayoutState = {
    amount,
    isInstant: how.isInstant,
    paymentMethod: destination.paymentMethod,
    additionalData: destination.additionalData,
    ending,
    course: how.course,
    reviewReference: null,
  }
  return world.add({
    kind: PAYOUT_KIND,
    name: newPspReference(),
    reference,
    status: how.status,
    state: { ...state },
    nextStepAt: nextStepAt(how.course, world),
  })
}

export function nextStepAt(course: readonly CourseStep[], world: World): Date | null {
  const [next] = course
  return next === undefined ? null : new Date(world.now.getTime() + next.afterSeconds * 1_000)
}

import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import type { Step } from "./course.ts"
import { enterStatus, nextMoment } from "./enter-status.ts"
import { failPayout } from "./fail-payout.ts"
import { stateOf } from "./payout.ts"
import { rejectPayout, reviewPayout } from "./review-payout.ts"
import { reversePayout } from "./reverse-payout.ts"
import { sendPayout } from "./send-payout.ts"
import { succeedPayout } from "./succeed-payout.ts"
import { tellPayout } from "./tell-payout.ts"

/** Does what is next on the payout's way. */
export async function advancePayout(thing: Thing, world: World): Promise<void> {
  const [step, ...rest] = stateOf(thing).course
  if (step !== undefined) await take(step, { thing, world, rest })
}

async function take(
  step: Step,
  { thing, world, rest }: { thing: Thing; world: World; rest: readonly Step[] },
): Promise<Thing> {
  switch (step.do) {
    case "review":
      return reviewPayout(thing, world, rest)
    case "reject":
      return rejectPayout(thing, world)
    case "route":
      return enterStatus(thing, world, { status: "ROUTING", course: rest })
    case "send":
      return sendPayout(thing, world, rest)
    case "ready":
      return enterStatus(thing, world, { status: "READY", course: rest })
    case "lock":
      return enterStatus(thing, world, { status: "LOCKED", course: rest })
    case "succeed":
      return succeedPayout(thing, world, rest)
    case "fail":
      return failPayout(thing, world, step.failureCode)
    case "reverse":
      return reversePayout(thing, world)
    case "expire":
      return enterStatus(thing, world, { status: "EXPIRED", and: await refund(thing, world) })
    case "contradict":
      return contradict(thing, world, { failureCode: step.failureCode, rest })
  }
}

/** Misbehaviour: it is told as failed, and stands where it stood. */
async function contradict(
  thing: Thing,
  world: World,
  { failureCode, rest }: { readonly failureCode: string; readonly rest: readonly Step[] },
): Promise<Thing> {
  await tellPayout(thing, world, { status: "FAILED", failureCode })
  return world.change(thing, {
    state: { ...stateOf(thing), course: rest },
    nextStepAt: nextMoment(rest, world.now),
  })
}

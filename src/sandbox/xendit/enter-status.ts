import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { momentOf, type Step } from "./course.ts"
import { stateOf, statusOf, type PayoutState, type PayoutStatus } from "./payout.ts"

const SAID: Readonly<Record<PayoutStatus, string>> = {
  ACCEPTED: "Accepted: not yet sent to the channel.",
  PENDING_COMPLIANCE_ASSESSMENT: "Under review by compliance.",
  PENDING_COMPLIANCE_REVIEW: "Under review by compliance.",
  COMPLIANCE_REJECTED: "Rejected by compliance.",
  REJECTED: "Rejected by compliance.",
  ROUTING: "Routing: a way to the recipient is being chosen.",
  REQUESTED: "Requested: the funds were sent to the channel.",
  READY: "Ready: the cash can be picked up.",
  LOCKED: "Locked: the cash is being picked up.",
  SUCCEEDED: "Succeeded: the channel has sent out the payout.",
  FAILED: "Failed.",
  CANCELLED: "Cancelled as was asked.",
  EXPIRED: "Expired: nobody picked up the cash.",
  REVERSED: "Reversed: the channel rejected it after it had succeeded.",
}

/** A payout stands somewhere new; `course` is what comes next by itself. */
export async function enterStatus(
  thing: Thing,
  world: World,
  to: {
    readonly status: PayoutStatus
    readonly course?: readonly Step[]
    readonly and?: Partial<PayoutState>
  },
): Promise<Thing> {
  const { status, course = [], and } = to
  const updated = world.now.toISOString()
  const changed = await world.change(thing, {
    status,
    state: { ...stateOf(thing), ...and, updated, course },
    nextStepAt: nextMoment(course, world.now),
  })
  await noteStatus(changed, world)
  return changed
}

/** For whoever watches. */
export async function noteStatus(thing: Thing, world: World): Promise<void> {
  const status = statusOf(thing)
  const { failureCode } = stateOf(thing)
  const detail = failureCode === undefined ? { status } : { status, failure_code: failureCode }
  await world.note(SAID[status], { thing, detail })
}

export function nextMoment(course: readonly Step[], now: Date): Date | null {
  const [next] = course
  return next === undefined ? null : momentOf(next, now)
}

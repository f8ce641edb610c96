import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { payoutSettings } from "./payout-settings.ts"
import {
  PAYOUT_BALANCE,
  payoutState,
  type CourseStep,
  type PayoutStatus,
  type StepName,
} from "./payout-state.ts"
import { nextStepAt } from "./submit-payout.ts"
import { tellPayout, type Word } from "./tell-payout.ts"
import { moneyOf } from "./wire-amount.ts"

/** Moves a payout on by the first step of its course, and tells of it. Returns it as it stands. */
export async function stepPayout(payout: Thing, world: World): Promise<Thing> {
  const state = payoutState(payout)
  const [now, ...rest] = state.course
  if (now === undefined) return payout
  return STEPS[now.step]({ ...payout, state: { ...state, course: rest } }, world)
}

const REVERSE_SECONDS = 60

const STEPS: Readonly<Record<StepName, (payout: Thing, world: World) => Promise<Thing>>> = {
  expire: (payout, world) =>
    moveTo(payout, world, {
      status: "expired",
      word: { eventCode: "PAYOUT_EXPIRE", success: true },
    }),

  decline: (payout, world) =>
    moveTo(payout, world, {
      status: "declined",
      word: { eventCode: "PAYOUT_DECLINE", success: true },
    }),

  accept: async (payout, world) => {
    const { amount, currency } = moneyOf(payoutState(payout).amount)
    // What is not there cannot be sent: the real balance decides, whatever was planned.
    if (!(await world.move(PAYOUT_BALANCE, currency, -amount))) {
      return refuse(payout, world, payoutSettings(world).insufficient_reason)
    }
    return moveTo(payout, world, {
      status: "sent",
      course: spoiled(payout, world),
      word: { eventCode: "PAYOUT_THIRDPARTY", success: true },
    })
  },

  refuse: (payout, world) =>
    refuse(
      payout,
      world,
      payoutState(payout).ending.reason ?? payoutSettings(world).refused_reason,
    ),

  contradict: async (payout, world) => {
    const { refused_reason: reason } = payoutSettings(world)
    // Only the webhook says so: the money is on its way as before.
    return moveTo(payout, world, {
      word: { eventCode: "PAYOUT_THIRDPARTY", success: false, reason, isContradiction: true },
    })
  },

  reverse: (payout, world) => reversePayout(payout, world, payoutState(payout).ending.reason),
}

/** The financial institution sends it back: the money returns to the balance. */
export async function reversePayout(
  payout: Thing,
  world: World,
  reason: string | undefined,
): Promise<Thing> {
  const { amount, currency } = moneyOf(payoutState(payout).amount)
  await world.move(PAYOUT_BALANCE, currency, amount)
  return moveTo(payout, world, {
    status: "reversed",
    course: [],
    word: {
      eventCode: "PAIDOUT_REVERSED",
      success: true,
      reason: reason ?? payoutSettings(world).reversed_reason,
    },
  })
}

function refuse(payout: Thing, world: World, reason: string): Promise<Thing> {
  const { authCode: _, ...additionalData } = payoutState(payout).additionalData
  const state = { ...payoutState(payout), additionalData, refusalReason: reason }
  return moveTo({ ...payout, state }, world, {
    status: "refused",
    course: [],
    word: { eventCode: "PAYOUT_THIRDPARTY", success: false, reason },
  })
}

/** What misbehaviour adds to the course of a payout that is accepted. */
function spoiled(payout: Thing, world: World): readonly CourseStep[] {
  const { course } = payoutState(payout)
  const { misbehaviour } = world.account
  const isContradicted = world.happens("failed_after_succeeded", payout)
  const isReversed = course.length === 0 && world.happens("reverse", payout)
  const { contradicted_after_seconds: contradictedAfter } = payoutSettings(world)
  return [
    ...(isContradicted ? [{ step: "contradict", afterSeconds: contradictedAfter } as const] : []),
    ...course,
    ...(isReversed
      ? [
          {
            step: "reverse",
            afterSeconds: misbehaviour.reverse_after_seconds ?? REVERSE_SECONDS,
          } as const,
        ]
      : []),
  ]
}

async function moveTo(
  payout: Thing,
  world: World,
  now: {
    readonly status?: PayoutStatus
    readonly course?: readonly CourseStep[]
    readonly word: Word
  },
): Promise<Thing> {
  const state = payoutState(payout)
  const course = now.course ?? state.course
  const kept = await world.change(payout, {
    ...(now.status !== undefined && { status: now.status }),
    state: { ...state, course },
    nextStepAt: nextStepAt(course, world),
  })
  await tellPayout(kept, world, now.word)
  return kept
}

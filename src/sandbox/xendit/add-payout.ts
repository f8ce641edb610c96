import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { debit } from "./cash-balance.ts"
import { courseOf, failing } from "./course.ts"
import { nextMoment, noteStatus } from "./enter-status.ts"
import { magicOutcome } from "./magic-numbers.ts"
import { PAYOUT_V3, type PayoutKind, type PayoutState } from "./payout.ts"
import { findPlan } from "./plans.ts"
import { SETTINGS } from "./settings.ts"

const ESTIMATED_ARRIVAL_MS = 15 * 60 * 1000

/** What is the same of every payout when it is made. */
export function newState(
  now: Date,
): Pick<PayoutState, "created" | "updated" | "estimatedArrivalTime" | "isDebited" | "course"> {
  return {
    created: now.toISOString(),
    updated: now.toISOString(),
    estimatedArrivalTime: new Date(now.getTime() + ESTIMATED_ARRIVAL_MS).toISOString(),
    isDebited: false,
    course: [],
  }
}

/** An accepted payout, with its whole way before it. */
export async function addPayout(
  payout: {
    readonly kind: PayoutKind
    readonly id: string
    readonly reference: string
    readonly made: PayoutState
  },
  world: World,
): Promise<Thing> {
  const { kind, reference, made } = payout
  const settings = readSettings(SETTINGS, world.account.settings)
  const { channelCategory, channelProperties } = made
  const accountNumber = channelProperties["account_number"]
  const plan = findPlan(settings.plans, { reference, accountNumber })
  const course = courseOf(plan?.outcome ?? magicOutcome(channelCategory, channelProperties), {
    settings,
    createdAt: world.now,
    expiresAt: channelProperties["expires_at"] ?? null,
    isRouted: kind === PAYOUT_V3,
  })
  const isDebited = settings.debited_at === "accepted" && (await debit(made, world))
  const isShort = settings.debited_at === "accepted" && !isDebited
  const state: PayoutState = {
    ...made,
    isDebited,
    course: isShort ? [failing("INSUFFICIENT_BALANCE", settings.failed_after_seconds)] : course,
  }
  const added = await world.add({
    kind,
    name: payout.id,
    reference,
    // So that the payouts of a channel that comes back are found.
    parent: made.channelCode,
    status: "ACCEPTED",
    state: { ...state },
    nextStepAt: nextMoment(state.course, world.now),
  })
  await noteStatus(added, world)
  return added
}

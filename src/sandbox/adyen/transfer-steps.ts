import type { MisbehaviourKind } from "../misbehaviour.ts"
import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { endTransfer, endedState } from "./end-transfer.ts"
import { recordTransfer } from "./record-transfer.ts"
import { secondsBefore } from "./transfer-course.ts"
import {
  authorisedAt,
  valueOf,
  withAccounting,
  withTracking,
  type RegisterMoves,
} from "./transfer-events.ts"
import { transferSettings } from "./transfer-settings.ts"
import {
  stateOf,
  type CourseStep,
  type StepName,
  type Tracking,
  type TransferState,
  type TransferStatus,
} from "./transfer-state.ts"
import { moneyOf } from "./wire-amount.ts"
import { adyenTime } from "./zone-time.ts"

/** Moves a transfer on by the first step of its course, and tells of it. */
export async function stepTransfer(thing: Thing, world: World): Promise<void> {
  const [now, ...course] = stateOf(thing).course
  if (now === undefined) return
  await STEPS[now.step]({ ...thing, state: { ...stateOf(thing), course } }, world, now)
}

/** The thing's course is what comes after this step. */
type Step = (thing: Thing, world: World, now: CourseStep) => Promise<unknown>

const STEPS: Readonly<Record<StepName, Step>> = {
  authorise: async (thing, world) => {
    const { order } = stateOf(thing)
    const { amount, currency } = moneyOf(order.amount)
    const isReserved = await world.move(order.balanceAccountId, currency, -amount)
    if (!isReserved) {
      return endTransfer(thing, world, { status: "refused", reason: "notEnoughBalance" })
    }
    const value = valueOf(order)
    return enterInBooks(thing, world, {
      status: "authorised",
      reason: "approved",
      moves: { received: value, reserved: -value },
    })
  },

  book: async (thing, world) => {
    const { order } = stateOf(thing)
    const value = valueOf(order)
    if (order.creditedAccountId !== undefined) {
      const { amount, currency } = moneyOf(order.amount)
      await world.move(order.creditedAccountId, currency, amount)
    }
    return enterInBooks(thing, world, {
      status: "booked",
      reason: "approved",
      moves: { balance: -value, received: 0n, reserved: value },
      isAmountWrong: world.happens("wrong_amount", thing),
    })
  },

  accept: (thing, world) =>
    track(thing, world, {
      tracking: { type: "confirmation", status: "accepted" },
      at: authorisedAt(stateOf(thing)),
      before: "booked",
    }),

  estimate: (thing, world) => {
    const { course } = stateOf(thing)
    const seconds = course[0]?.afterSeconds ?? secondsBefore("credit", transferSettings(world))
    const arrival = new Date(world.now.getTime() + seconds * 1_000)
    return track(thing, world, {
      tracking: { type: "estimation", estimatedArrivalTime: adyenTime(arrival) },
    })
  },

  credit: (thing, world) => {
    const course = mishaps(thing, world)
    return track({ ...thing, state: { ...stateOf(thing), course } }, world, {
      tracking: { type: "confirmation", status: "credited" },
    })
  },

  fail: (thing, world, { reason = "counterpartyAccountClosed" }) =>
    endTransfer(thing, world, { status: "failed", reason }),

  return: (thing, world, { reason = "refusedByCounterpartyBank" }) =>
    endTransfer(thing, world, { status: "returned", reason }),

  refuse: (thing, world, { reason = "declinedByTransactionRule" }) =>
    endTransfer(thing, world, { status: "refused", reason }),

  begin_review: (thing, world) =>
    track(thing, world, { tracking: { type: "internalReview", status: "pending" } }),

  fail_review: (thing, world, { reason = "refusedForRegulatoryReasons" }) => {
    const tracking: Tracking = {
      type: "internalReview",
      status: "failed",
      reason: "refusedForRegulatoryReasons",
    }
    const reviewed = tracked(thing, world, { tracking })
    return endTransfer({ ...thing, state: { ...reviewed } }, world, { status: "failed", reason })
  },

  ask_approval: (thing, world) =>
    enterInBooks(thing, world, {
      status: "approvalPending",
      reason: "pendingApproval",
      moves: {},
    }),

  expire_approval: (thing, world) =>
    endTransfer(thing, world, { status: "failed", reason: "approvalExpired" }),

  // Only the webhook says so: who asks the API is told the truth.
  misreport_failure: (thing, world) => {
    const told = { status: "failed", reason: "counterpartyAccountClosed" } as const
    return recordTransfer(thing, world, {
      state: stateOf(thing),
      toldAs: { status: told.status, state: endedState(thing, world, told) },
    })
  },
}

/** What goes wrong after a success, by the account's misbehaviour. */
function mishaps(thing: Thing, world: World): readonly CourseStep[] {
  const { reverse_after_seconds: reverseSeconds = 60 } = world.account.misbehaviour
  const contradictSeconds = secondsBefore("misreport_failure", transferSettings(world))
  const possible: readonly (readonly [MisbehaviourKind, CourseStep])[] = [
    ["failed_after_succeeded", { step: "misreport_failure", afterSeconds: contradictSeconds }],
    ["reverse", { step: "return", afterSeconds: reverseSeconds }],
  ]
  return possible.filter(([kind]) => world.happens(kind, thing)).map(([, step]) => step)
}

function enterInBooks(
  thing: Thing,
  world: World,
  what: {
    readonly status: TransferStatus
    readonly reason: string
    readonly moves: RegisterMoves
    /** Then this webhook tells another amount. */
    readonly isAmountWrong?: boolean
  },
): Promise<Thing> {
  const { status, reason, moves, isAmountWrong = false } = what
  const before = stateOf(thing)
  const about = { transferId: thing.name, status, at: world.now, moves }
  const state = { ...withAccounting(before, about), reason }
  return recordTransfer(thing, world, {
    status,
    state,
    ...(isAmountWrong && { toldAs: { status, state: withWrongAmount(state) } }),
  })
}

function withWrongAmount(state: TransferState): TransferState {
  const { order } = state
  const amount = { ...order.amount, value: String(valueOf(order) + 1n) }
  return { ...state, order: { ...order, amount } }
}

interface TrackingNews {
  readonly tracking: Tracking
  readonly at?: Date
  readonly before?: TransferStatus
}

function track(thing: Thing, world: World, news: TrackingNews): Promise<Thing> {
  return recordTransfer(thing, world, { state: tracked(thing, world, news) })
}

function tracked(thing: Thing, world: World, news: TrackingNews): TransferState {
  return withTracking(stateOf(thing), { transferId: thing.name, at: world.now, ...news })
}

import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { asked } from "./answer-of-bank.ts"
import { nextMoment } from "./next-moment.ts"
import { payoutSettings } from "./payout-settings.ts"
import {
  batchState,
  CURRENCY,
  PAYOUT,
  payoutState,
  unitsOf,
  type BatchState,
} from "./payout-things.ts"
import { tellOfRequest } from "./tell-request.ts"

/**
 * Takes the money of a request and asks the bank. Without enough balance nothing is taken: the
 * request is PENDING, in the approval list, until a person retries or cancels it.
 */
export async function sendRequest(batch: Thing, world: World): Promise<"sent" | "short"> {
  const state = batchState(batch)
  const isPaid = !state.forcedShort && (await takeMoney(world, state))
  if (!isPaid) {
    await keepWaiting(batch, world)
    return "short"
  }
  const settings = payoutSettings(world)
  const payouts = await world.changeParts({ kind: PAYOUT, parent: batch.name }, (payout) =>
    asked(payout, world.now, settings),
  )
  const sent: BatchState = { ...state, sentAt: world.now.toISOString() }
  await world.change(batch, {
    status: "IN_PROGRESS",
    state: sent,
    nextStepAt: nextMoment(payouts),
  })
  await world.note("The money was taken and the bank was asked.", { thing: batch })
  return "sent"
}

/** The principal is DISBURSEMENT's, the fee is MASTER's, as was observed. Both or neither. */
async function takeMoney(world: World, state: BatchState): Promise<boolean> {
  const total = unitsOf(state.total)
  if (!(await world.move("DISBURSEMENT", CURRENCY, -total))) return false
  const fees = unitsOf(state.fee) * BigInt(state.items)
  if (fees === 0n || (await world.move("MASTER", CURRENCY, -fees))) return true
  await world.move("DISBURSEMENT", CURRENCY, total)
  return false
}

async function keepWaiting(batch: Thing, world: World): Promise<void> {
  const { pending_reason: reason } = payoutSettings(world)
  const payouts = await world.changeParts({ kind: PAYOUT, parent: batch.name }, (payout) => ({
    status: "APPROVED",
    state: { ...payoutState(payout), reason },
  }))
  const state: BatchState = { ...batchState(batch), forcedShort: false }
  const waiting = await world.change(batch, { status: "PENDING", state, nextStepAt: null })
  // It is told each time that a retry finds no balance, too.
  await tellOfRequest(waiting, { payouts, moved: [], isElsewhere: true }, world)
}

import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { debit } from "./cash-balance.ts"
import { isOffline } from "./channel-state.ts"
import type { Step } from "./course.ts"
import { enterStatus } from "./enter-status.ts"
import { failPayout } from "./fail-payout.ts"
import { stateOf } from "./payout.ts"

/** To the channel, if that is online and the balance suffices. `rest`: what comes after it. */
export async function sendPayout(
  thing: Thing,
  world: World,
  rest: readonly Step[],
): Promise<Thing> {
  const state = stateOf(thing)
  if (await isOffline(state.channelCode, world)) {
    // Its course still begins with being sent: `resumePayouts` finds it so.
    await world.note("Waits: its channel is offline.", { thing })
    return thing
  }
  const isDebited = state.isDebited || (await debit(state, world))
  if (!isDebited) return failPayout(thing, world, "INSUFFICIENT_BALANCE")
  return enterStatus(thing, world, { status: "REQUESTED", course: rest, and: { isDebited } })
}

import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { PAYOUT, stateOf } from "./payout.ts"

const PAGE = 1_000

/** A channel is back: what waited for it goes on at once. Returns how many. */
export async function resumePayouts(channelCode: string, world: World): Promise<number> {
  const waiting: Thing[] = []
  for (let offset = 0; ; offset += PAGE) {
    const { things } = await world.list({
      kind: PAYOUT,
      parent: channelCode,
      status: "ACCEPTED",
      offset,
      limit: PAGE,
    })
    waiting.push(...things.filter(isWaiting))
    if (things.length < PAGE) break
  }
  for (const thing of waiting) await world.change(thing, { nextStepAt: world.now })
  return waiting.length
}

/** Its turn came and it was not sent; one that is stuck for ever has no turn. */
function isWaiting(thing: Thing): boolean {
  return thing.nextStepAt === null && stateOf(thing).course[0]?.do === "send"
}

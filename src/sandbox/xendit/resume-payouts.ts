import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { PAYOUT, PAYOUT_V3, stateOf } from "./payout.ts"
import type { PayoutKind, PayoutStatus } from "./payout.ts"

const PAGE = 1_000

/** A channel is back: what waited for it goes on at once. Returns how many. */
export async function resumePayouts(channelCode: string, world: World): Promise<number> {
  const waiting = [
    ...(await waitingFor(channelCode, world, { kind: PAYOUT, status: "ACCEPTED" })),
    ...(await waitingFor(channelCode, world, { kind: PAYOUT_V3, status: "ROUTING" })),
  ]
  for (const thing of waiting) await world.change(thing, { nextStepAt: world.now })
  return waiting.length
}

async function waitingFor(
  channelCode: string,
  world: World,
  of: { readonly kind: PayoutKind; readonly status: PayoutStatus },
): Promise<readonly Thing[]> {
  const waiting: Thing[] = []
  for (let offset = 0; ; offset += PAGE) {
    const filter = { ...of, parent: channelCode, offset, limit: PAGE }
    const { things } = await world.list(filter)
    waiting.push(...things.filter(isWaiting))
    if (things.length < PAGE) return waiting
  }
}

/** Its turn came and it was not sent; one that is stuck for ever has no turn. */
function isWaiting(thing: Thing): boolean {
  return thing.nextStepAt === null && stateOf(thing).course[0]?.do === "send"
}

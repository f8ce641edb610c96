import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import { enterStatus } from "./enter-status.ts"
import { tellPayout } from "./tell-payout.ts"

export async function failPayout(thing: Thing, world: World, failureCode: string): Promise<Thing> {
  const and = { ...(await refund(thing, world)), failureCode }
  const failed = await enterStatus(thing, world, { status: "FAILED", and })
  await tellPayout(failed, world, { status: "FAILED", failureCode })
  return failed
}

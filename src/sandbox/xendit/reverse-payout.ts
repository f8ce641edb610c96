import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import { enterStatus } from "./enter-status.ts"
import { SETTINGS } from "./settings.ts"
import { tellPayout } from "./tell-payout.ts"

/** It had succeeded, and the money comes back to the balance. */
export async function reversePayout(thing: Thing, world: World): Promise<Thing> {
  const { reversed_failure_code: failureCode } = readSettings(SETTINGS, world.account.settings)
  const and = { ...(await refund(thing, world)), ...(failureCode !== null && { failureCode }) }
  const reversed = await enterStatus(thing, world, { status: "REVERSED", and })
  await tellPayout(reversed, world, { status: "REVERSED", failureCode })
  return reversed
}

import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { refund } from "./cash-balance.ts"
import type { Step } from "./course.ts"
import { enterStatus } from "./enter-status.ts"
import { PAYOUT_V3, type PayoutStatus } from "./payout.ts"
import { SETTINGS } from "./settings.ts"
import { tellPayout } from "./tell-payout.ts"

/** Compliance looks at it. Only v3 has a webhook for that. */
export async function reviewPayout(
  thing: Thing,
  world: World,
  rest: readonly Step[],
): Promise<Thing> {
  const settings = readSettings(SETTINGS, world.account.settings)
  const status: PayoutStatus =
    thing.kind === PAYOUT_V3 ? settings.v3_review_status : "PENDING_COMPLIANCE_ASSESSMENT"
  const reviewed = await enterStatus(thing, world, { status, course: rest })
  await tellPayout(reviewed, world, { status })
  return reviewed
}

export async function rejectPayout(thing: Thing, world: World): Promise<Thing> {
  const status: PayoutStatus = thing.kind === PAYOUT_V3 ? "REJECTED" : "COMPLIANCE_REJECTED"
  const rejected = await enterStatus(thing, world, { status, and: await refund(thing, world) })
  await tellPayout(rejected, world, { status })
  return rejected
}

import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { isTold, payoutEvent, wireEventOf } from "./payout-event.ts"
import { PAYOUT_PRODUCT, PAYOUT_V3, type PayoutStatus } from "./payout.ts"
import { SETTINGS } from "./settings.ts"
import { toldAmount } from "./told-amount.ts"
import { tellV3Payout } from "./v3/tell-payout.ts"

/** Sends the webhook of a status, if there is one. */
export async function tellPayout(
  thing: Thing,
  world: World,
  told: { readonly status: PayoutStatus; readonly failureCode?: string | null },
): Promise<void> {
  const { status, failureCode = null } = told
  if (thing.kind === PAYOUT_V3) return tellV3Payout(thing, world, { status, failureCode })
  if (!isTold(status)) return
  const { webhook_form: form } = readSettings(SETTINGS, world.account.settings)
  const event = payoutEvent(thing, {
    status,
    failureCode,
    amount: toldAmount(thing, world),
    businessId: world.account.externalId,
    at: world.now,
    withRecordedFields: form === "flat",
  })
  await world.tell({ product: PAYOUT_PRODUCT, thing, wireEvent: wireEventOf(status), event, form })
}

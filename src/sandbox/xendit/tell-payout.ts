import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { readSettings } from "../settings.ts"
import { amountOf, stateOf } from "./payout.ts"
import { payoutEvent, wireEventOf, type ToldStatus } from "./payout-event.ts"
import { SETTINGS } from "./settings.ts"

/** The one kind of webhook of this simulator. */
export const PAYOUT_PRODUCT = "payout"

/** One main unit more: enough to be another amount in every currency. */
const WRONG_BY = 10_000n

/** Sends the webhook of a status; what it says may be untrue, where misbehaviour wants it. */
export async function tellPayout(
  thing: Thing,
  world: World,
  told: { readonly status: ToldStatus; readonly failureCode?: string | null },
): Promise<void> {
  const { status, failureCode = null } = told
  const { webhook_form: form } = readSettings(SETTINGS, world.account.settings)
  const amount = amountOf(stateOf(thing))
  const event = payoutEvent(thing, {
    status,
    failureCode,
    amount: world.happens("wrong_amount", thing) ? amount + WRONG_BY : amount,
    businessId: world.account.externalId,
    at: world.now,
    withRecordedFields: form === "flat",
  })
  await world.tell({ product: PAYOUT_PRODUCT, thing, wireEvent: wireEventOf(status), event, form })
}

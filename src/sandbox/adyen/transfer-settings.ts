import { choice, readSettings, seconds, type SettingsOf } from "../settings.ts"
import type { World } from "../world.ts"
import { TRANSFER_OUTCOMES, transferPlans } from "./transfer-plans.ts"

/** What nobody knows of transfers, and how fast they go. BEHAVIOUR.md has the table for people. */
export const TRANSFER_SETTINGS = {
  // ------------------------------------------------------------ time
  transfer_authorise_seconds: seconds(1, "From received to authorised, or refused."),
  transfer_book_seconds: seconds(2, "From authorised to booked."),
  transfer_accept_seconds: seconds(
    1,
    "Card: from booked until the network's acceptance is told, or from authorised where it is told first.",
  ),
  transfer_estimate_seconds: seconds(1, "Bank: from booked to the estimation of the arrival."),
  transfer_credit_seconds: seconds(
    10,
    "Until the money is credited, from the step before it. Really seconds to days; short, so that the first minute shows it.",
  ),
  transfer_fail_seconds: seconds(
    30,
    "From booked to failed; 63 seconds were observed of an instant transfer.",
  ),
  transfer_return_seconds: seconds(
    13,
    "From the step before to returned; 13 seconds were observed, days are documented.",
  ),
  transfer_review_seconds: seconds(
    20,
    "How long a review of Adyen's own takes before it fails. Nobody says.",
  ),
  transfer_contradict_seconds: seconds(
    30,
    "How long after it was credited a transfer is told as failed, where failed_after_succeeded happens.",
  ),

  // ------------------------------------------------------------ what is said
  transfer_card_tracking: choice(
    ["told_after_booked", "told_before_booked"],
    "A recorded card payout was accepted before it was booked, and sent in the fourth webhook, the status booked. Whether it is ever sent before, nobody says.",
  ),
  transfer_cancel_status: choice(
    ["cancelled", "failed"],
    "Of a transfer that a reviewer cancels. The list of statuses has cancelled; a page says that it fails.",
  ),
  transfer_webhook_version: choice([4, 3], "Of the body. Both are still being sent."),

  // ------------------------------------------------------------ stories
  transfer_outcome: choice(TRANSFER_OUTCOMES, "Of a transfer that no plan fits."),
  transfer_plans: transferPlans,
} as const

export type TransferSettings = SettingsOf<typeof TRANSFER_SETTINGS>

export function transferSettings(world: World): TransferSettings {
  return readSettings(TRANSFER_SETTINGS, world.account.settings)
}

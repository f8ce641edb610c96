import type { World } from "../world.ts"
import { plansSetting } from "./plans.ts"
import { choice, flag, readSettings, rupiah, seconds, type SettingsOf } from "./settings.ts"

/** What nobody knows of payouts. BEHAVIOUR.md has the table for people. */
export const PAYOUT_SETTINGS = {
  plans: plansSetting,
  process_seconds: seconds(
    1,
    "From the create call until the balance is looked at and the bank asked. The printed samples are done after one second.",
  ),
  bank_seconds: seconds(2, "Until the bank answers. Nobody says how long."),
  pending_seconds: seconds(
    20,
    "How long a payout stays PENDING in a request that is DONE. Nobody says; short, so that a story can be watched.",
  ),
  delay_seconds: seconds(20, "How long a payout stays delayed. Nobody says."),
  in_process_seconds: seconds(
    0,
    "How long Retrieve Payout answers payouts_in_process after the create call. Nobody says; none, so that what was made can be read.",
  ),
  contradiction_seconds: seconds(
    30,
    "How long after its success a payout is told as failed, where failed_after_succeeded happens.",
  ),
  amount_min: rupiah(
    "10000",
    "There is a minimum, stated nowhere; this is the smallest amount in the vendor's payout samples.",
  ),
  amount_max: rupiah("500000000", "There is a maximum, stated nowhere."),
  daily_payout_limit: rupiah(
    "0",
    "There is a limit per day (here of Jakarta, UTC+7), per merchant and stated nowhere. 0: none.",
  ),
  payout_fee: rupiah(
    "0",
    "Per payout, from the MASTER balance. 4000 was observed; 0, so that balances are easily followed.",
  ),
  fee_of_failed: choice(["returned", "kept"], "Nobody says whether a failed payout costs its fee."),
  insufficient_balance: choice(
    ["pending", "refused"],
    "PENDING is documented and observed; balance_insufficient is on the list of codes too, and nobody says when it is answered.",
  ),
  pending_reason: choice(
    ["", "Insufficient Balance"],
    "The documented sample has no reason; this one was observed.",
  ),
  delayed_word: choice(
    ["DELAYED", "PENDING"],
    "Which word Retrieve Payout has for a delayed payout is not printed; the guide lists DELAYED as a status.",
  ),
  callback_form: choice(
    ["by_items", "bulk", "both"],
    "When the bulk and when the single form is sent is stated nowhere. by_items: a request of one payout is told in the single form, one of more in bulk.",
  ),
  callback_after_pending: flag(
    true,
    "Whether the single form follows when a payout turns final after PAYOUT.DONE. The vendor says to retrieve it periodically.",
  ),
} as const

export type PayoutSettings = SettingsOf<typeof PAYOUT_SETTINGS>

export function payoutSettings(world: World): PayoutSettings {
  return readSettings(PAYOUT_SETTINGS, world.account.settings)
}

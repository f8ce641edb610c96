import type { World } from "../world.ts"
import { choice, flag, readSettings, seconds, type SettingsOf } from "./settings.ts"

/** What nobody knows of payments. BEHAVIOUR.md has the table for people. */
export const PAYMENT_SETTINGS = {
  payment_customer_seconds: seconds(
    2,
    "Until a customer with one of the documented e-wallet numbers has entered the OTP. Short, so that a story can be watched.",
  ),
  payment_processing_seconds: seconds(
    2,
    "How long a card or e-wallet payment, or a capture, is PROCESSING. Nobody says.",
  ),
  payment_processing_told_at: choice(
    ["PROCESSING", "REQUIRE_ACTION"],
    "At which status PAYMENT.PROCESSING is sent. Its page says initiated and in progress, which fits both; the other events are named after their status.",
  ),
  payment_timeout_status: choice(
    ["EXPIRED", "CANCELLED"],
    "The status of a session that timed out, within its PAYMENT.CANCELLED. Both are on the list of states, and the body is printed nowhere.",
  ),
  payment_multiple_end_status: choice(
    ["INACTIVE", "EXPIRED", "CANCELLED"],
    "The same for a session that takes several payments. INACTIVE is on the list of final states and explained nowhere; it is the opposite of such a session's ACTIVE.",
  ),
  payment_customer_cancel_reason: choice(
    ["REQUESTED_BY_CUSTOMER", "CHARGE_FAILED"],
    "The cancellationReason when the customer gives up while paying. Both are on the list.",
  ),
  payment_reference_unique: flag(
    false,
    "Is a clientReferenceId that was used before refused with 409 duplicate_error? The code is on the list, what it is for is not.",
  ),
  payment_credits_balance: flag(
    true,
    "Does a paid charge add to the PAYMENT balance at once? Settlement takes time, nobody says how long.",
  ),
} as const

export type PaymentSettings = SettingsOf<typeof PAYMENT_SETTINGS>

export function paymentSettings(world: World): PaymentSettings {
  return readSettings(PAYMENT_SETTINGS, world.account.settings)
}

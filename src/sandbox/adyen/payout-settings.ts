import { choice, readSettings, seconds, type Setting, type SettingsOf } from "../settings.ts"
import type { World } from "../world.ts"
import { isReason, payoutPlans } from "./payout-plans.ts"

/** What nobody knows of the Payout API, and how fast it goes. BEHAVIOUR.md has the table for people. */
export const PAYOUT_SETTINGS = {
  // ------------------------------------------------------------ time
  review_told_seconds: seconds(
    2,
    "From the review to its webhook: PAYOUT_THIRDPARTY or PAYOUT_DECLINE. Nobody says how long.",
  ),
  instant_told_seconds: seconds(
    2,
    "From /payout to PAYOUT_THIRDPARTY; documented: the money is there within 30 minutes.",
  ),
  reversed_after_seconds: seconds(
    60,
    "From PAYOUT_THIRDPARTY to PAIDOUT_REVERSED; documented: it is paid out within 2 business days.",
  ),
  contradicted_after_seconds: seconds(
    30,
    "From PAYOUT_THIRDPARTY true to a false one, where failed_after_succeeded happens.",
  ),

  // ------------------------------------------------------------ the API
  separate_review_key: {
    default: false,
    takes: "true or false",
    why: "Documented: one credential stores and submits, another one reviews. False, so that one key shows everything.",
    read: (value) => (typeof value === "boolean" ? value : undefined),
  } as Setting<boolean>,
  review_reference: choice(
    ["told", "new", "original"],
    "The pspReference that confirm and decline answer. Printed: a new one, or the payout's. Whether the webhook carries the new one (told) or one of its own (new), nobody says.",
  ),
  instant_answer: choice(
    ["received", "result"],
    "The resultCode of /payout: the page says Received; an older one says Authorised or Refused, and a webhook all the same.",
  ),
  missing_field_status: choice(
    [500, 422],
    "Of error 702 for a required field that is missing: 500 in a library's recorded answer; 422 is what the API documents for validation.",
  ),
  idempotency_days: {
    default: 7,
    takes: "a whole number of days from 7 to 31",
    why: "How long an Idempotency-Key is kept: 7 to 14 days by one page, 31 by another.",
    read: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= 7 && value <= 31
        ? value
        : undefined,
  } as Setting<number>,
  idempotency_mismatch: choice(
    ["first_answer", "refuse"],
    "Another request under a key that was used: by the page the first answer is returned; nobody says that the requests are compared.",
  ),

  // ------------------------------------------------------------ webhooks
  instant_original: choice(
    ["none", "payout"],
    "originalReference of an instant payout's webhook: none in the OpenAPI example, the payout's on the page, which then has another pspReference.",
  ),
  reversed_reason: choice(
    ["PaidOutReversed", ""],
    "reason of PAIDOUT_REVERSED without the bank's own text: the schema says PaidOutReversed, its example is empty.",
  ),
  refused_reason: text(
    "Refused",
    "reason of PAYOUT_THIRDPARTY false, where no plan says another. No list of texts is published.",
  ),
  test_references: choice(
    ["marked", "plain"],
    "Of the Management API's test webhooks: libraries know them by test_ in the pspReference; the printed answer has plain ones.",
  ),
  insufficient_reason: text(
    "Insufficient balance",
    "reason of PAYOUT_THIRDPARTY false, where the account has not so much. Nobody says what Adyen does then.",
  ),

  // ------------------------------------------------------------ stories
  plans: payoutPlans,
} as const

export type PayoutSettings = SettingsOf<typeof PAYOUT_SETTINGS>

export function payoutSettings(world: World): PayoutSettings {
  return readSettings(PAYOUT_SETTINGS, world.account.settings)
}

function text(fallback: string, why: string): Setting<string> {
  return {
    default: fallback,
    takes: "a text of at most 200 characters",
    why,
    read: (value) => (isReason(value) ? value : undefined),
  }
}

import { choice, seconds, wholeNumberOrNone, type Setting, type SettingsOf } from "../settings.ts"
import { CURRENCIES } from "./channels.ts"
import { ownChannels } from "./own-channels.ts"
import { isFailureCode, plans } from "./plans.ts"

/** What may be set at a simulated account of Xendit's. BEHAVIOUR.md tells the whole of it. */
export const SETTINGS = {
  // ------------------------------------------------------------ time
  requested_after_seconds: seconds(0.5, "From ACCEPTED to REQUESTED; half a second was observed."),
  succeeded_after_seconds: seconds(
    2,
    "From REQUESTED to SUCCEEDED; 2 and 80 seconds were observed.",
  ),
  failed_after_seconds: seconds(
    2,
    "From REQUESTED to FAILED; 3.5 minutes were observed, which nobody waits for.",
  ),
  reversed_after_seconds: seconds(5, "From SUCCEEDED to REVERSED; documented: within 5 minutes."),
  contradicted_after_seconds: seconds(
    2,
    "When misbehaviour tells of a SUCCEEDED payout that it FAILED.",
  ),
  ready_after_seconds: seconds(1, "Cash: from REQUESTED to READY. Nobody says how long it takes."),
  picked_up_after_seconds: seconds(2, "Cash: from READY to the pick-up. That is up to people."),
  locked_seconds: seconds(0, "Cash: how long the pick-up is LOCKED; 0: it is not seen."),
  expired_after_seconds: seconds(120, "Cash for Justin Baby: EXPIRED after 2 minutes, documented."),

  // ------------------------------------------------------------ the API
  duplicate_status: choice(
    [409, 400],
    "Of DUPLICATE_ERROR: 409 was observed, 400 is documented for v2.",
  ),
  idempotency_hours: wholeNumberOrNone(
    10_000,
    "How long a key is remembered. Nobody says, so: for ever, which pays nobody twice.",
  ),
  list_form: choice(
    ["wrapped", "array"],
    "Of GET /v2/payouts: {has_more, data} was observed, a bare array is documented.",
  ),
  list_order: choice(["newest_first", "oldest_first"], "Of GET /v2/payouts. Nobody says which."),
  currency: choice(
    CURRENCIES,
    "Of GET /balance without a currency: an account at Xendit has one, this one has several.",
  ),
  money_out_permission: choice(
    ["write", "read", "none"],
    "Of the key; without it calls are refused with REQUEST_FORBIDDEN_ERROR.",
  ),
  rate_limit_per_minute: wholeNumberOrNone(
    100_000,
    "Documented: 60 in test mode, 600 live. None, because a test that runs fast is no abuse.",
  ),

  v3_review_status: choice(
    ["PENDING_COMPLIANCE_ASSESSMENT", "PENDING_COMPLIANCE_REVIEW"],
    "Of v3: its pages spell it both ways.",
  ),

  // ------------------------------------------------------------ money
  debited_at: choice(
    ["sent", "accepted"],
    "When the balance is taken from. Nobody says; INSUFFICIENT_BALANCE always comes later.",
  ),

  // ------------------------------------------------------------ webhooks
  webhook_form: choice(
    ["flat", "documented"],
    "Real bodies are flat, the page prints them otherwise. A callback's own form goes before.",
  ),
  reversed_failure_code: {
    default: null,
    takes: "a failure code, or null for none",
    why: "Whether payout.reversed carries one: no such webhook was recorded.",
    read: (value) => (value === null || isFailureCode(value) ? value : undefined),
  } as Setting<string | null>,

  // ------------------------------------------------------------ stories
  plans,
  channels: ownChannels,
}

export type XenditSettings = SettingsOf<typeof SETTINGS>

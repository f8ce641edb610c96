/**
 * What a person must act on, and the advice in one sentence. Opened and closed by the facts.
 */
export const ATTENTION_ADVICE = {
  conflict:
    "The provider said two things that cannot both be true: ask it which one holds before you pay again.",
  double_payment:
    "This payout was written off as failed and the provider says it was paid: check whether it was paid twice.",
  amount_mismatch:
    "An event names another amount than the payout has: it was held; ask the provider which one holds.",
  name_conflict:
    "The provider uses one name for two payouts: compare them before you rely on either.",
  insufficient_balance:
    "The provider has not sent this payout, since the balance is too small: top up and retry it there, or mark it as failed and pay again under a new reference.",
  failed: "This payout failed: see why, mend that, and pay again under a new reference.",
  reversed: "This payout was paid and came back: the funds are in your balance again.",
  stuck: "Nothing was heard of this payout for longer than is usual: ask the provider.",
  unconfirmed:
    "A webhook says that this payout is final and the provider's API says otherwise: nothing was changed; check whether the webhook's key has leaked.",
  batch_mismatch:
    "The counters of this batch and its payouts disagree: compare them with the provider's dashboard.",
  credentials_missing:
    "This source holds no credentials for the provider's API, so nothing can be asked: add them.",
  credentials_refused: "The provider refuses this source's API credentials: replace them.",
  provider_unreachable:
    "The provider's API gives no usable answer: what waits for it is asked again by itself.",
  quarantined:
    "Webhooks of this source were refused as not authentic: mend its secrets and release them, or let them be.",
  unrecognised:
    "Paidout could not understand this webhook: look at it, and reprocess it after an upgrade or a mended setting.",
  endpoint_failing:
    "This endpoint has taken nothing for an hour or more: mend it; what waits is tried again by itself, and what is exhausted can be resent.",
  endpoint_disabled:
    "This endpoint is disabled, since it answered 410 Gone or took nothing for days: mend it, enable it, and resend what it missed; or delete it.",
} as const satisfies Record<string, string>

export type AttentionKind = keyof typeof ATTENTION_ADVICE

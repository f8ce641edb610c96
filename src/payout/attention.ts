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
  unrecognised:
    "Paidout could not understand this webhook: look at it, and reprocess it after an upgrade or a mended setting.",
  endpoint_failing:
    "This endpoint has taken nothing for an hour or more: mend it; what waits is tried again by itself, and what is exhausted can be resent.",
  endpoint_disabled:
    "This endpoint is disabled, since it answered 410 Gone or took nothing for days: mend it, enable it, and resend what it missed; or delete it.",
} as const satisfies Record<string, string>

export type AttentionKind = keyof typeof ATTENTION_ADVICE

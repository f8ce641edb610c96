import { adviceFor, type Advice, type Failure } from "./failure.ts"
import type { Standing } from "./standing.ts"

/**
 * What a person must act on, and the advice in one sentence. Opened and closed by the facts; see
 * `docs/attention.md`.
 */
export const ATTENTION_ADVICE = {
  insufficient_balance:
    "The provider has not sent this, since the balance is too small: top up and retry it there, or mark it as failed and pay again under a new reference.",
  failed: "This payout failed: see why, mend that, and pay again under a new reference.",
  reversed:
    "This payout was paid and came back: the funds are in your balance again; mend the destination before you pay again.",
  conflict:
    "The provider said two things that cannot both be true: ask it which one holds before you pay again.",
  double_payment:
    "This payout was written off as failed and the provider says it was paid: check whether it was paid twice.",
  amount_mismatch:
    "An event names another amount than the payout has: it was held; ask the provider which one holds.",
  name_conflict:
    "The provider uses one name for two payouts: compare them before you rely on either.",
  stuck: "Nothing was heard of this for longer than is usual: ask the provider.",
  unconfirmed:
    "A webhook says that a payout is final and the provider's API does not say so: nothing was changed; check whether the webhook's key has leaked.",
  batch_mismatch:
    "The counters of this batch and its payouts disagree: compare them with the provider's dashboard.",
  credentials_missing:
    "This source holds no credentials for the provider's API, so nothing can be asked: add them.",
  credentials_refused: "The provider refuses this source's API credentials: replace them.",
  provider_unreachable:
    "The provider's API gives no usable answer: what waits for it is asked again by itself.",
  reconciliation_difference:
    "A report found that the ledger and the provider disagree on these days: see what differs, mend it or ask the provider, and let the day be reported again, with its statement if it had one.",
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

export const ATTENTION_KINDS = Object.keys(ATTENTION_ADVICE) as readonly AttentionKind[]

/** What an item is about. */
export const ATTENTION_SUBJECTS = [
  "payout",
  "batch",
  "payment",
  "message",
  "source",
  "endpoint",
] as const
export type AttentionSubject = (typeof ATTENTION_SUBJECTS)[number]

/** What to do about a payout that failed, by what its failure code advises. */
const FAILED_ADVICE = {
  top_up_and_retry:
    "This payout failed, since the balance was too small: top up, and pay again under a new reference.",
  retry_later: "This payout failed for a passing reason: pay again later, under a new reference.",
  mend_destination:
    "This payout failed, since its destination cannot be paid: ask the recipient for the right account, and pay again under a new reference.",
  do_not_retry:
    "This payout failed and would fail again: do not pay again as it is; see why, and change it or drop it.",
  ask_provider:
    "This payout failed and the provider does not say enough: ask its support why before you pay again.",
} as const satisfies Record<Advice, string>

/** Of a conflict where both words are an operator's. */
export const ADVICE_FOR_OWN_CONFLICT =
  "It was marked by hand both as failed and as paid, and its provider has said neither: make sure that it was not paid twice, then dismiss this."

export const ADVICE_FOR_CORRECTED_AMOUNT =
  "Its provider names another amount than you announced, and that one stands: check which one was meant."

/** Of a payout one of whose events was held: who created it can say where it stands. */
export const ADVICE_FOR_HELD_AMOUNT =
  "An event names another amount than this payout has, so it was held: ask the provider which one holds; if it is the other one, mark the payout by hand as what the provider says."

/** The advice for a payout that failed; without a code the general one. */
export function adviceForFailed(failure: Failure | null): string {
  return failure === null ? ATTENTION_ADVICE.failed : FAILED_ADVICE[adviceFor(failure.code)]
}

/**
 * The kinds that where a payout or batch stands opens, and closes when it stands otherwise. So does
 * a conflict, which is told beside them.
 */
export type StandingKind = "insufficient_balance" | "failed" | "reversed" | "double_payment"

/**
 * What where it stands gives a person to do. What an operator himself said opens nothing but the
 * contradictions to it: who marked a payout as failed knows that it failed.
 */
export function kindsOfStanding(standing: Standing | undefined): readonly StandingKind[] {
  if (standing === undefined) return []
  const { status, reason, certainty, doublePayment } = standing
  const kinds: StandingKind[] = []
  if (status === "pending" && reason === "insufficient_balance") kinds.push("insufficient_balance")
  if (status === "failed" && certainty === "confirmed") kinds.push("failed")
  if (status === "reversed" && certainty === "confirmed") kinds.push("reversed")
  if (doublePayment) kinds.push("double_payment")
  return kinds
}

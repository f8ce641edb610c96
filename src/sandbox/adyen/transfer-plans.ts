import { isSeconds, type Setting } from "../settings.ts"

export const TRANSFER_OUTCOMES = [
  "credited",
  "booked_only",
  "failed_after_booked",
  "returned",
  "refused",
  "review_failed",
  "stuck",
] as const
export type TransferOutcome = (typeof TRANSFER_OUTCOMES)[number]

/** A story that an account asks for: the first plan that fits a transfer decides. */
export interface TransferPlan {
  readonly match: TransferMatch
  readonly outcome: TransferOutcome
  /** In the provider's word: `counterpartyAccountClosed`. Default: one that fits the outcome. */
  readonly reason?: string
  /** How long the last step takes, in place of the account's setting. */
  readonly after_seconds?: number
}

/** All that is given must fit; nothing given fits every transfer. */
export interface TransferMatch {
  readonly reference?: string
  readonly reference_prefix?: string
  /** Of a bank account or a card, as it was given. */
  readonly account_number?: string
  readonly iban?: string
}

const PLANS_MAX = 100

export const transferPlans: Setting<readonly TransferPlan[]> = {
  default: [],
  takes: `up to ${PLANS_MAX} of {match: {reference?, reference_prefix?, account_number?, iban?}, outcome: ${TRANSFER_OUTCOMES.join(" | ")}, reason?, after_seconds?}`,
  why: "Adyen has no numbers that stand for an ending: with plans any can be had on demand.",
  read: (value) =>
    Array.isArray(value) && value.length <= PLANS_MAX && value.every(isPlan) ? value : undefined,
}

export function findTransferPlan(
  plans: readonly TransferPlan[],
  transfer: {
    readonly reference: string
    readonly accountNumber: string | undefined
    readonly iban: string | undefined
  },
): TransferPlan | undefined {
  const { reference, accountNumber, iban } = transfer
  return plans.find(
    ({ match }) =>
      (match.reference ?? reference) === reference &&
      reference.startsWith(match.reference_prefix ?? "") &&
      (match.account_number ?? accountNumber) === accountNumber &&
      (match.iban ?? iban) === iban,
  )
}

/** A word like those of Adyen's list, which is open. */
export function isTransferReason(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9]{1,80}$/.test(value)
}

function isPlan(value: unknown): value is TransferPlan {
  if (!hasOnly(value, ["match", "outcome", "reason", "after_seconds"])) return false
  const { match, outcome, reason, after_seconds: afterSeconds } = value
  return (
    hasOnly(match, ["reference", "reference_prefix", "account_number", "iban"]) &&
    Object.values(match).every((text) => typeof text === "string") &&
    TRANSFER_OUTCOMES.some((known) => known === outcome) &&
    (reason === undefined || isTransferReason(reason)) &&
    (afterSeconds === undefined || isSeconds(afterSeconds))
  )
}

function hasOnly(
  value: unknown,
  names: readonly string[],
): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((name) => names.includes(name))
  )
}

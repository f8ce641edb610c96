import { isSeconds, type Setting } from "../settings.ts"

export const PAYOUT_OUTCOMES = ["accepted", "refused", "reversed", "stuck"] as const
export type PayoutOutcome = (typeof PAYOUT_OUTCOMES)[number]

/** How a payout of the Payout API ends once it is confirmed. */
export interface PayoutEnding {
  readonly outcome: PayoutOutcome
  /** The text of the webhook that ends it. Default: the account's setting. */
  readonly reason?: string
  /** How long the last step takes, in place of the account's setting. */
  readonly afterSeconds?: number
}

/** A story that an account asks for: the first plan that fits a payout decides. */
export interface PayoutPlan {
  readonly match: PayoutMatch
  readonly outcome: PayoutOutcome
  readonly reason?: string
  readonly after_seconds?: number
}

/** All that is given must fit; nothing given fits every payout. */
interface PayoutMatch {
  readonly reference?: string
  readonly reference_prefix?: string
  readonly iban?: string
  readonly shopper_reference?: string
}

const PLANS_MAX = 100

export const payoutPlans: Setting<readonly PayoutPlan[]> = {
  default: [],
  takes:
    `up to ${PLANS_MAX} of {match: {reference?, reference_prefix?, iban?, shopper_reference?}, ` +
    `outcome: ${PAYOUT_OUTCOMES.join(" | ")}, reason?, after_seconds?}`,
  why: "Nobody tells of account numbers that stand for an ending: with plans any can be had.",
  read: (value) =>
    Array.isArray(value) && value.length <= PLANS_MAX && value.every(isPlan) ? value : undefined,
}

const ACCEPTED: PayoutEnding = { outcome: "accepted" }

export function endingOf(
  plans: readonly PayoutPlan[],
  payout: {
    readonly reference: string
    readonly iban: string | undefined
    readonly shopperReference: string | undefined
  },
): PayoutEnding {
  const plan = plans.find(
    ({ match }) =>
      (match.reference ?? payout.reference) === payout.reference &&
      payout.reference.startsWith(match.reference_prefix ?? "") &&
      (match.iban ?? payout.iban) === payout.iban &&
      (match.shopper_reference ?? payout.shopperReference) === payout.shopperReference,
  )
  if (plan === undefined) return ACCEPTED
  const { outcome, reason, after_seconds: afterSeconds } = plan
  return {
    outcome,
    ...(reason !== undefined && { reason }),
    ...(afterSeconds !== undefined && { afterSeconds }),
  }
}

const REASON_CHARACTERS_MAX = 200

/** A text as people write it: no control characters, so that every form can carry it. */
export function isReason(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length <= REASON_CHARACTERS_MAX &&
    /^[^\p{Cc}\p{Cs}]*$/u.test(value)
  )
}

function isPlan(value: unknown): value is PayoutPlan {
  if (!hasOnly(value, ["match", "outcome", "reason", "after_seconds"])) return false
  const { match, outcome, reason, after_seconds: afterSeconds } = value
  return (
    hasOnly(match, ["reference", "reference_prefix", "iban", "shopper_reference"]) &&
    Object.values(match).every((text) => typeof text === "string") &&
    PAYOUT_OUTCOMES.some((known) => known === outcome) &&
    (reason === undefined || isReason(reason)) &&
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

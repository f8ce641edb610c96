import { isSeconds, type Setting } from "../settings.ts"

export const OUTCOMES = [
  "succeeded",
  "failed",
  "reversed",
  "stuck_accepted",
  "stuck_requested",
  "expired",
  "in_review",
  "rejected",
] as const
export type OutcomeName = (typeof OUTCOMES)[number]

/** How a payout ends. */
export interface Outcome {
  readonly name: OutcomeName
  /** Of `failed`. Any text: the vendor adds codes without notice. */
  readonly failureCode?: string
  /** How long its last step takes, in place of the account's setting. */
  readonly afterSeconds?: number
}

/** A story that an account asks for: payouts that match end so. */
export interface Plan {
  readonly match: PlanMatch
  readonly outcome: Outcome
}

/** All that is given must fit; nothing given fits every payout. */
export interface PlanMatch {
  readonly account_number?: string
  readonly reference?: string
  readonly reference_prefix?: string
}

const PLANS_MAX = 100
const FAILURE_CODE = /^[A-Z0-9_]{1,80}$/

/** The setting `plans`: the first that fits decides, before the magic numbers. */
export const plans: Setting<readonly Plan[]> = {
  default: [],
  takes: `up to ${PLANS_MAX} of {match: {account_number?, reference?, reference_prefix?}, outcome: ${OUTCOMES.join(" | ")}, failure_code?, after_seconds?}, with a failure_code where the outcome is failed and there only`,
  why: "So that any ending, and any failure code, can be had on demand.",
  read: readPlans,
}

export function findPlan(
  plans: readonly Plan[],
  payout: { readonly accountNumber: string | undefined; readonly reference: string },
): Plan | undefined {
  return plans.find(
    ({ match }) =>
      (match.account_number === undefined || match.account_number === payout.accountNumber) &&
      (match.reference === undefined || match.reference === payout.reference) &&
      (match.reference_prefix === undefined || payout.reference.startsWith(match.reference_prefix)),
  )
}

/** What a failure code must look like. */
export function isFailureCode(value: unknown): value is string {
  return typeof value === "string" && FAILURE_CODE.test(value)
}

function readPlans(value: unknown): readonly Plan[] | undefined {
  if (!Array.isArray(value) || value.length > PLANS_MAX) return undefined
  const plans = value.map(readPlan)
  return plans.every((plan) => plan !== undefined) ? plans : undefined
}

const MATCH_KEYS = ["account_number", "reference", "reference_prefix"]
const PLAN_KEYS = ["match", "outcome", "failure_code", "after_seconds"]

function readPlan(value: unknown): Plan | undefined {
  if (!hasOnly(value, PLAN_KEYS)) return undefined
  const { match = {}, outcome, failure_code: failureCode, after_seconds: afterSeconds } = value
  if (!hasOnly(match, MATCH_KEYS)) return undefined
  if (!Object.values(match).every((text) => typeof text === "string")) return undefined
  const name = OUTCOMES.find((known) => known === outcome)
  if (name === undefined) return undefined
  if (name === "failed" ? !isFailureCode(failureCode) : failureCode !== undefined) return undefined
  if (afterSeconds !== undefined && !isSeconds(afterSeconds)) return undefined
  return {
    match,
    outcome: {
      name,
      ...(name === "failed" && { failureCode: failureCode as string }),
      ...(afterSeconds !== undefined && { afterSeconds }),
    },
  }
}

function hasOnly(
  value: unknown,
  keys: readonly string[],
): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((key) => keys.includes(key))
  )
}

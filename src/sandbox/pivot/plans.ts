import type { Suggestion } from "../simulator.ts"
import { isSeconds, type Setting } from "./settings.ts"

/** How the bank is to answer a payout. */
const OUTCOMES = [
  "success",
  "failed",
  "pending_then_success",
  "pending_then_failed",
  "delayed_then_success",
  "stuck",
] as const
export type Outcome = (typeof OUTCOMES)[number]

export type Plan = {
  readonly outcome: Outcome
  /** Why it fails, in Pivot's words. */
  readonly reason: string
  /** How long the last step takes; null: as the account's settings say. */
  readonly afterSeconds: number | null
}

/** What a number of the sandbox's table stands for before the bank is asked. */
export type Fate = Plan & { readonly before: "short" | "unavailable" | null }

export interface PlanSetting {
  readonly match: PlanMatch
  readonly outcome: Outcome
  readonly reason?: string
  readonly after_seconds?: number
}

/** Every one that is given must fit; none fits every payout. */
interface PlanMatch {
  readonly account_number?: string
  readonly reference?: string
  readonly reference_prefix?: string
}

const SUCCESS: Fate = { outcome: "success", reason: "", afterSeconds: null, before: null }
const failed = (reason: string): Fate => ({ ...SUCCESS, outcome: "failed", reason })

/** The page "Test scenarios" of Payout (local). */
const SANDBOX_NUMBERS: ReadonlyMap<string, Fate> = new Map([
  ["999966660001", SUCCESS],
  ["999966660002", failed("Inactive account")],
  ["999966660003", failed("Invalid account")],
  ["999966660006", failed("Dormant account")],
  ["999966660007", { ...SUCCESS, before: "short" }],
  ["999966660008", { ...SUCCESS, before: "unavailable" }],
])

export const SANDBOX_NUMBER_STORIES: readonly Suggestion[] = [
  { value: "999966660001", title: "Paid" },
  { value: "999966660002", title: "Failed: inactive account" },
  { value: "999966660003", title: "Failed: invalid account" },
  { value: "999966660006", title: "Failed: dormant account" },
  { value: "999966660007", title: "Waits for a top-up" },
  { value: "999966660008", title: "The bank is unavailable" },
]

const FAILED_BY_PLAN = "Failed to process by Bank Network"

/** The first plan that fits, else what the account number stands for, else success. */
export function fateOf(
  payout: { readonly accountNumber: string; readonly referenceId: string },
  plans: readonly PlanSetting[],
): Fate {
  const plan = plans.find(({ match }) => fits(match, payout))
  if (plan === undefined) return SANDBOX_NUMBERS.get(payout.accountNumber) ?? SUCCESS
  return {
    outcome: plan.outcome,
    reason: plan.reason ?? FAILED_BY_PLAN,
    afterSeconds: plan.after_seconds ?? null,
    before: null,
  }
}

function fits(
  match: PlanMatch,
  payout: { readonly accountNumber: string; readonly referenceId: string },
): boolean {
  const { account_number: number, reference, reference_prefix: prefix } = match
  return (
    (number === undefined || number === payout.accountNumber) &&
    (reference === undefined || reference === payout.referenceId) &&
    (prefix === undefined || payout.referenceId.startsWith(prefix))
  )
}

const PLANS_MAX = 100

export const plansSetting: Setting<readonly PlanSetting[]> = {
  default: [],
  takes:
    `a list of at most ${PLANS_MAX} of {match: {account_number?, reference?, reference_prefix?}, ` +
    `outcome, reason?, after_seconds?}, the outcome one of ${OUTCOMES.join(", ")}`,
  why: "Pivot has sandbox numbers for six stories; plans tell any other, and come first.",
  read: (value) =>
    Array.isArray(value) && value.length <= PLANS_MAX && value.every(isPlan) ? value : undefined,
}

function isPlan(value: unknown): value is PlanSetting {
  if (!isRecord(value) || !hasOnly(value, ["match", "outcome", "reason", "after_seconds"])) {
    return false
  }
  const { match, outcome, reason, after_seconds: after } = value
  return (
    isRecord(match) &&
    hasOnly(match, ["account_number", "reference", "reference_prefix"]) &&
    Object.values(match).every((each) => typeof each === "string") &&
    OUTCOMES.some((each) => each === outcome) &&
    (reason === undefined || isReason(reason)) &&
    (after === undefined || isSeconds(after))
  )
}

const REASON_CHARACTERS_MAX = 200

export function isReason(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= REASON_CHARACTERS_MAX
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function hasOnly(object: Record<string, unknown>, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name))
}

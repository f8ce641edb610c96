import type { TransferOutcome, TransferPlan } from "./transfer-plans.ts"
import type { TransferSettings } from "./transfer-settings.ts"
import type { CourseStep, StepName, TransferCategory } from "./transfer-state.ts"

/** What is to come of a transfer, from the outcome that its plan, or else the account, wants. */
export function courseOf(
  category: TransferCategory,
  plan: Omit<TransferPlan, "match"> | undefined,
  settings: TransferSettings,
): readonly CourseStep[] {
  const outcome = plan?.outcome ?? settings.transfer_outcome
  const names = COURSES[outcome](category, settings)
  return names.map((step, index) => {
    const isLast = index === names.length - 1
    return {
      step,
      afterSeconds: (isLast ? plan?.after_seconds : undefined) ?? secondsBefore(step, settings),
      ...(isLast && plan?.reason !== undefined && { reason: plan.reason }),
    }
  })
}

/** What is to come until it is approved. */
export function reviewCourse(settings: TransferSettings): readonly CourseStep[] {
  return (["ask_approval", "expire_approval"] as const).map((step) => {
    return { step, afterSeconds: secondsBefore(step, settings) }
  })
}

type Course = (category: TransferCategory, settings: TransferSettings) => readonly StepName[]

/** Between balance accounts nothing is tracked, and nothing comes back by itself. */
const booked: Course = (category, settings) => {
  if (category !== "card") return ["authorise", "book"]
  return settings.transfer_card_tracking === "told_before_booked"
    ? ["authorise", "accept", "book"]
    : ["authorise", "book", "accept"]
}

const tracked: Course = (category, settings) =>
  category === "bank" ? [...booked(category, settings), "estimate"] : booked(category, settings)

const endingIn =
  (course: Course, last: StepName): Course =>
  (category, settings) =>
    category === "internal" ? booked(category, settings) : [...course(category, settings), last]

const COURSES: Readonly<Record<TransferOutcome, Course>> = {
  credited: endingIn(tracked, "credit"),
  booked_only: booked,
  failed_after_booked: endingIn(booked, "fail"),
  returned: endingIn(tracked, "return"),
  refused: () => ["refuse"],
  review_failed: () => ["begin_review", "fail_review"],
  stuck: () => ["authorise"],
}

/** How long after the step before it. */
export function secondsBefore(step: StepName, settings: TransferSettings): number {
  switch (step) {
    case "authorise":
    case "refuse":
    case "begin_review":
    case "ask_approval":
      return settings.transfer_authorise_seconds
    case "book":
      return settings.transfer_book_seconds
    case "accept":
      return settings.transfer_accept_seconds
    case "estimate":
      return settings.transfer_estimate_seconds
    case "credit":
      return settings.transfer_credit_seconds
    case "fail":
      return settings.transfer_fail_seconds
    case "return":
      return settings.transfer_return_seconds
    case "fail_review":
      return settings.transfer_review_seconds
    case "misreport_failure":
      return settings.transfer_contradict_seconds
    case "expire_approval":
      return APPROVAL_DAYS * 24 * 60 * 60
  }
}

/** Documented: without approval within 30 days the transfer fails. */
const APPROVAL_DAYS = 30

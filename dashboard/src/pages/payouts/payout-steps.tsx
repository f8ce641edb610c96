import { Moment } from "../../parts/moment.tsx"
import { spanText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import { isReversedFirst } from "./payout-sentence.ts"
import classes from "./payout-steps.module.css"
import type { WholePayout } from "./payout.ts"

interface Step {
  readonly status: "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
  readonly at: string | null
  readonly isImplied: boolean
}

/** Pending, processing, how it ended, and whether it came back: when, and for how long. */
export function PayoutSteps({ payout }: { readonly payout: WholePayout }) {
  const words = useWords()
  const own = words.payouts.steps
  const steps = stepsOf(payout)
  return (
    <ol className={`card ${classes["steps"]}`} aria-label={own.label}>
      {steps.map((step, place) => {
        const isNow = step.status === payout.status
        const state = isNow ? "now" : step.at !== null || step.isImplied ? "done" : "open"
        const next = steps.slice(place + 1).find(({ at }) => at !== null)
        return (
          <li
            key={step.status}
            className={classes["step"]}
            data-state={state}
            aria-current={isNow ? "step" : undefined}
          >
            <span className={classes["name"]}>{words.status.payout[step.status]}</span>
            <span className={classes["time"]}>
              {step.isImplied ? own.implied : step.at !== null && <Moment at={step.at} />}
              {step.at !== null && next?.at && (
                <span className={classes["span"]}>
                  {own.since(spanText(spanMs(step.at, next.at)))}
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function stepsOf(payout: WholePayout): readonly Step[] {
  const firstAt = (status: string): string | null => {
    const entry = payout.history.find((each) => each.applied && each.status === status)
    return entry === undefined ? null : (entry.occurred_at ?? entry.recorded_at)
  }
  const step = (status: Step["status"], isImplied = false): Step => ({
    ...{ status, isImplied, at: firstAt(status) },
  })
  const end = payout.status === "failed" || payout.status === "cancelled" ? payout.status : "paid"
  const walked = [step("pending"), step("processing"), step(end, isReversedFirst(payout))]
  return payout.status === "reversed" || end === "paid" ? [...walked, step("reversed")] : walked
}

function spanMs(from: string, to: string): number {
  return Math.max(0, new Date(to).getTime() - new Date(from).getTime())
}

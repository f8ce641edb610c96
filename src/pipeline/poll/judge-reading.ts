import type { PaidoutEvent } from "../../payout/event.ts"
import type { Asked, Finding, FindingKind, ReadPlan, ReadResult } from "../../providers/api.ts"
import { isSourceTrouble, type SourceTrouble } from "./source-trouble.ts"

/** What a read came to for each of the plan's `asked`, in their order; null: it was answered. */
export function findingsOfAsked(
  plan: ReadPlan,
  { events, findings }: Pick<ReadResult, "events" | "findings">,
): readonly (Finding | null)[] {
  const ofNone = findings.find(({ asked }) => asked === null)
  return plan.asked.map((asked, index) => {
    const own = findings.find((finding) => finding.asked === index)
    if (own !== undefined) return own
    if (events.some((event) => isAbout(event, asked))) return null
    return (
      ofNone ?? { kind: "answer_misread", asked: index, detail: "The answer is of none of it." }
    )
  })
}

/** Is this what was asked for, by any name? */
function isAbout(event: PaidoutEvent, asked: Asked): boolean {
  if (event.subject !== asked.subject) return false
  if (asked.providerId !== null) {
    const names = event.subject === "payout" ? event.aliases : []
    return event.providerId === asked.providerId || names.includes(asked.providerId)
  }
  return event.subject !== "batch" && event.reference === asked.reference
}

/**
 * What the read says of the source itself: `works`, what keeps it from being asked, or null where it
 * says nothing of that.
 */
export function troubleOf(
  result: Pick<ReadResult, "events" | "findings">,
): "works" | Trouble | null {
  if (result.events.length > 0) return "works"
  const [first] = result.findings
  if (first === undefined) return "works"
  const trouble = result.findings.find(({ kind }) => isSourceTrouble(kind))
  if (trouble !== undefined && result.findings.every(({ kind }) => !PROVES_API.has(kind))) {
    const { kind, detail } = trouble
    return isSourceTrouble(kind) ? { finding: kind, detail } : null
  }
  return result.findings.some(({ kind }) => PROVES_API.has(kind)) ? "works" : null
}

export interface Trouble {
  readonly finding: SourceTrouble
  readonly detail: string
}

/** Only an API that works says such a thing. */
const PROVES_API: ReadonlySet<FindingKind> = new Set([
  "not_known",
  "not_ready",
  "reference_ambiguous",
  "answered_another",
])

/** Nobody is to blame that these were not answered: they are due again at once. */
export function isBlameless(finding: string): boolean {
  return (
    finding === "rate_limited" ||
    finding === "credentials_missing" ||
    finding === "credentials_refused"
  )
}

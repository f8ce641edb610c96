import { expectedStanding, PRESUMED_PAID } from "../model/expected-standing.ts"
import { countedTellings } from "./check-subjects.ts"
import type { Expectation } from "./expectation.ts"
import type { Outcome } from "./read-outcome.ts"
import { describe, sourceOf, type ToldSubject } from "./told-subjects.ts"
import type { Violations } from "./violation.ts"

/** What is open is what a person must act on, and nothing else. */
export function checkAttention(
  expectation: Expectation,
  outcome: Outcome,
  told: { readonly subjects: readonly ToldSubject[]; readonly violations: Violations },
): void {
  const { subjects, violations } = told
  const open = new Map<string, Set<string>>()
  for (const { kind, subject_id: id } of outcome.attention) {
    open.set(id, (open.get(id) ?? new Set()).add(kind))
  }
  const compare = (
    id: string,
    wanted: { readonly must: ReadonlySet<string>; readonly may: ReadonlySet<string> },
    what: () => string,
  ) => {
    const has = open.get(id) ?? new Set()
    open.delete(id)
    for (const kind of wanted.must.difference(has)) {
      violations.add("attention is open", `${kind} should be open: ${what()}`)
    }
    for (const kind of has.difference(wanted.must.union(wanted.may))) {
      violations.add("no other attention is open", `${kind} is open: ${what()}`)
    }
  }
  for (const each of subjects) {
    compare(each.row.id, kindsOf(each), () => describe(each))
  }
  for (const { id, parked } of outcome.messages) {
    const must = new Set(parked === "unrecognised" ? ["unrecognised"] : [])
    compare(id, { must, may: new Set() }, () => `message ${id}`)
  }
  const refusing = new Set(
    expectation.webhooks.flatMap(({ kind, source, sends }) =>
      kind === "forged" && sends.some(({ outcome: came }) => came === "refused") ? [source] : [],
    ),
  )
  for (const id of Object.values(expectation.sourceIds)) {
    const name = sourceOf(expectation, id)
    const must = new Set(name !== undefined && refusing.has(name) ? ["quarantined"] : [])
    // One that nobody got an answer to may be kept all the same. No source here can be asked.
    const may = new Set(["quarantined", "credentials_missing"])
    compare(id, { must, may }, () => `source ${name}`)
  }
  for (const { id, plan } of expectation.endpoints) {
    const may = new Set(plan.behaviour === "good" ? [] : ["endpoint_failing"])
    compare(id, { must: new Set(), may }, () => `endpoint ${plan.name}`)
  }
  for (const [id, kinds] of open) {
    violations.add("no other attention is open", `${[...kinds].join(" ")} of ${id}`)
  }
}

function kindsOf(told: ToldSubject): {
  readonly must: ReadonlySet<string>
  readonly may: ReadonlySet<string>
} {
  const { subject, row } = told
  const must = new Set<string>()
  const wasPresumed = told.history.some(({ telling }) => telling === null)
  const stands = expectedStanding(countedTellings(told), wasPresumed ? [PRESUMED_PAID] : [])
  if (stands?.conflict === true) must.add("conflict")
  if (subject.kind !== "payment" && stands?.reason === "insufficient_balance") {
    must.add("insufficient_balance")
  }
  if (subject.kind === "payout" && stands?.certainty === "confirmed") {
    if (stands.status === "failed" || stands.status === "reversed") must.add(stands.status)
  }
  if (told.told.length > countedTellings(told).length) must.add("amount_mismatch")
  const isUnderWay = row.status === "pending" || row.status === "processing"
  return { must, may: new Set(isUnderWay ? ["stuck"] : []) }
}

import type { Finding, FindingKind } from "../../providers/api.ts"

/**
 * What a report does about a read that said nothing. `wait`: it is not about this payout, and goes on
 * once that is mended, however long it takes. `retry`: the provider may have stumbled over this one, so
 * it is asked some more times. `note`: asking again brings nothing new.
 */
export type ReadVerdict = "missing_there" | "wait" | "retry" | "note"

export const READ_VERDICTS = {
  credentials_missing: "wait",
  credentials_refused: "wait",
  rate_limited: "wait",
  unreachable: "wait",
  timeout: "retry",
  server_error: "retry",
  answer_empty: "retry",
  answer_not_json: "retry",
  error_in_success: "retry",
  request_refused: "note",
  answer_too_large: "note",
  answer_misread: "note",
  answered_another: "note",
  reference_ambiguous: "note",
  not_ready: "note",
  cannot_be_asked: "note",
  not_known: "missing_there",
} as const satisfies Record<FindingKind, ReadVerdict>

/** The finding for which the whole step has to wait or is tried again, if there is one. */
export function findingToWaitFor(
  findings: readonly Finding[],
): { readonly finding: Finding; readonly verdict: "wait" | "retry" } | undefined {
  for (const wanted of ["wait", "retry"] as const) {
    const finding = findings.find(({ kind }) => READ_VERDICTS[kind] === wanted)
    if (finding) return { finding, verdict: wanted }
  }
  return undefined
}

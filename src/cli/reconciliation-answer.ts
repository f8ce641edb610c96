/** A reconciliation as the API answers it. */
export interface ReconciliationAnswer {
  readonly id: string
  readonly source_id: string
  readonly day: string
  readonly state: "running" | "done" | "cancelled"
  readonly phase: "ours" | "theirs" | "finished"
  readonly total: number | null
  readonly checked: number
  readonly statement_rows: number
  readonly differences: number
  readonly summary: {
    readonly findings: Readonly<Record<string, number>>
    readonly equal: number
    readonly theirs: number
    readonly sums: readonly SumAnswer[]
    readonly missing_here: { readonly checked: boolean; readonly detail: string | null }
    readonly waiting_for: { readonly finding: string; readonly detail: string } | null
  }
}

interface SumAnswer {
  readonly currency: string | null
  readonly status: string | null
  readonly ours: Sum
  readonly not_checked: Sum
  readonly theirs: Sum
  readonly difference: Sum
}

interface Sum {
  readonly count: number
  readonly amount: string | null
}

/** `120 of 500 checked, 2 differences` and what it waits for. */
export function reportProgress(report: ReconciliationAnswer): string {
  const { total, checked, differences, phase, summary } = report
  const { theirs, waiting_for: waiting } = summary
  const parts = [
    `${checked}${total === null ? "" : ` of ${total}`} checked`,
    ...(phase === "ours" || theirs === 0 ? [] : [`${theirs} of the provider's looked for`]),
    differences === 1 ? "1 difference" : `${differences} differences`,
    ...(waiting === null ? [] : [`waiting: ${waiting.detail}`]),
  ]
  return parts.join(", ")
}

/** Cells of the sums, for a table. */
export const SUM_HEAD = ["currency", "status", "here", "not checked", "provider", "difference"]
export function sumCells(row: SumAnswer): readonly string[] {
  const { currency, status, ours, not_checked: notChecked, theirs, difference } = row
  const sums = [ours, notChecked, theirs, difference].map(
    ({ count, amount }) => `${count}${amount === null ? "" : ` (${amount})`}`,
  )
  return [currency ?? "unknown", status ?? "unknown", ...sums]
}

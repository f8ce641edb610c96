import type { Reconciliation, ReconciliationPhase, ReconciliationState } from "./reconciliation.ts"
import type { ReconciliationSummary } from "./reconciliation-summary.ts"

export interface ReconciliationRow {
  readonly merchant_id: string
  readonly id: string
  readonly source_id: string
  readonly day: string
  readonly state: ReconciliationState
  readonly phase: ReconciliationPhase
  readonly place: string
  readonly step: number
  readonly tries: number
  readonly total: number | null
  readonly checked: number
  readonly statement_rows: number
  readonly summary: ReconciliationSummary
  readonly created_by: string
  readonly created_at: Date
  readonly finished_at: Date | null
}

/** Columns of ReconciliationRow, for `from reconciliations as r`. */
export const RECONCILIATION_COLUMNS = `r.merchant_id, r.id, r.source_id, r.day::text, r.state,
  r.phase, r.place, r.step::float8, r.tries, r.total::float8, r.checked::float8, r.statement_rows,
  r.summary, r.created_by, r.created_at, r.finished_at`

export function reconciliationFromRow(row: ReconciliationRow): Reconciliation {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    day: row.day,
    state: row.state,
    phase: row.phase,
    place: row.place,
    step: row.step,
    tries: row.tries,
    total: row.total,
    checked: row.checked,
    statementRows: row.statement_rows,
    summary: row.summary,
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}

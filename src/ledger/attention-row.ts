import type { AttentionSubject } from "../payout/attention.ts"

/** Something a person must act on, with advice. Ids are UUIDs. */
export interface AttentionItem {
  readonly id: string
  readonly kind: string
  readonly subject: AttentionSubject
  readonly subjectId: string
  readonly sourceId: string | null
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly closedBecause: string | null
  /** Who closed it; null: the facts did, or it is open. */
  readonly closedBy: string | null
  /** `per_…` or `key_…` of who looks after it; null: nobody yet. */
  readonly assignee: string | null
  /** Until then it may wait; a moment that has passed says nothing. */
  readonly snoozedUntil: Date | null
}

export interface AttentionRow {
  readonly id: string
  readonly kind: string
  readonly subject: AttentionSubject
  readonly subject_id: string
  readonly source_id: string | null
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly opened_at: Date
  readonly closed_at: Date | null
  readonly closed_because: string | null
  readonly closed_by: string | null
  readonly assignee: string | null
  readonly snoozed_until: Date | null
}

/** Columns of AttentionRow, for `from attention_items`. */
export const ATTENTION_COLUMNS = `
  id, kind, subject, subject_id, source_id, advice, detail, opened_at, closed_at, closed_because,
  closed_by, assignee, snoozed_until`

export function attentionFromRow(row: AttentionRow): AttentionItem {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    subjectId: row.subject_id,
    sourceId: row.source_id,
    advice: row.advice,
    detail: row.detail,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    closedBecause: row.closed_because,
    closedBy: row.closed_by,
    assignee: row.assignee,
    snoozedUntil: row.snoozed_until,
  }
}

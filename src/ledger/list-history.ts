import type { Certainty, Via } from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"

/** How much of one history is shown: its newest entries. */
export const historyEntriesMax = 1000

/** What became of one event. Ids are UUIDs. */
export interface HistoryEntry {
  /** Of the event. */
  readonly id: string
  readonly applied: boolean
  readonly sequence: number | null
  readonly status: string
  readonly previousStatus: string | null
  readonly reason: string | null
  readonly certainty: Certainty
  readonly refusedBecause: string | null
  readonly via: Via
  readonly wireEvent: string
  readonly messageId: string | null
  readonly readingId: string | null
  readonly occurredAt: Date | null
  readonly recordedAt: Date
  readonly note: string | null
}

/**
 * In the order applied, whatever the clocks of the hubs said that made the ids. `truncated`: there are
 * older entries than the `historyEntriesMax` shown.
 */
export async function listHistory(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly subjectId: string },
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly truncated: boolean }> {
  const { rows } = await queryable.query<{
    id: string
    applied: boolean
    sequence: number | null
    status: string
    previous_status: string | null
    reason: string | null
    certainty: Certainty
    refused_because: string | null
    via: Via
    wire_event: string
    message_id: string | null
    reading_id: string | null
    occurred_at: Date | null
    recorded_at: Date
    note: string | null
  }>(
    `select id, applied, sequence, status, previous_status, reason, certainty, refused_because, via,
       wire_event, message_id, reading_id, occurred_at, recorded_at, note
     from history
     where merchant_id = $1 and subject_id = $2
     order by id desc
     limit $3`,
    [key.merchantId, key.subjectId, historyEntriesMax + 1],
  )
  const newest = bySequence(rows.slice(0, historyEntriesMax).toReversed())
  return {
    truncated: rows.length > historyEntriesMax,
    entries: newest.map((row) => ({
      id: row.id,
      applied: row.applied,
      sequence: row.sequence,
      status: row.status,
      previousStatus: row.previous_status,
      reason: row.reason,
      certainty: row.certainty,
      refusedBecause: row.refused_because,
      via: row.via,
      wireEvent: row.wire_event,
      messageId: row.message_id,
      readingId: row.reading_id,
      occurredAt: row.occurred_at,
      recordedAt: row.recorded_at,
      note: row.note,
    })),
  }
}

/** Applied entries change places among each other; what was refused has no sequence, and stays. */
function bySequence<Row extends { readonly sequence: number | null }>(
  rows: readonly Row[],
): readonly Row[] {
  const applied = rows
    .filter(({ sequence }) => sequence !== null)
    .toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
    .values()
  return rows.map((row) => (row.sequence === null ? row : (applied.next().value ?? row)))
}

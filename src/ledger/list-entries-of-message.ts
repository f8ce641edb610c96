import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HistoryEntry } from "./list-history.ts"

/** What one message led to, in the history of what it is about. Ids are UUIDs. */
export interface MessageEntry extends HistoryEntry {
  readonly id: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
}

/** Of one history: a message tells of one payout a few times at most. */
const entriesOfSubjectMax = 20

/** The entries that a message caused, among those of these subjects: no index leads from a message. */
export async function listEntriesOfMessage(
  queryable: Queryable,
  key: {
    readonly merchantId: string
    readonly messageId: string
    readonly subjectIds: readonly string[]
  },
): Promise<readonly MessageEntry[]> {
  if (key.subjectIds.length === 0) return []
  const { rows } = await queryable.query<MessageEntry>({
    name: "list_entries_of_message",
    text: `
      select h.id, h.subject, h.subject_id as "subjectId", h.applied, h.sequence, h.status,
        h.previous_status as "previousStatus", h.reason, h.certainty,
        h.refused_because as "refusedBecause", h.via, h.wire_event as "wireEvent",
        h.message_id as "messageId", h.reading_id as "readingId", h.occurred_at as "occurredAt",
        h.recorded_at as "recordedAt", h.note
      from unnest($2::uuid[]) as about (id)
      cross join lateral (
        select * from history
        where subject_id = about.id and merchant_id = $1 and message_id = $3
        order by id
        limit ${entriesOfSubjectMax}
      ) as h
      order by h.id`,
    values: [key.merchantId, plainArray(key.subjectIds), key.messageId],
  })
  return rows
}

import type { HistoryEntry } from "../payout/history.ts"
import type { PoolClient } from "../postgres/pool.ts"

/** Appends what became of events, applied or refused. */
export async function insertHistory(
  client: PoolClient,
  entries: readonly HistoryEntry[],
): Promise<void> {
  await client.query({
    name: "insert-history",
    text: `
      insert into history
        (merchant_id, id, subject, subject_id, applied, sequence, status, previous_status, reason,
         certainty, refused_because, via, tier, type, wire_event, message_id, failure,
         occurred_at, recorded_at, note)
      select
        merchant_id, id, subject, subject_id, applied, sequence, status, previous_status, reason,
        certainty, refused_because, via, tier, type, wire_event, message_id, failure,
        occurred_at, recorded_at, note
      from json_to_recordset($1::json) as r(
        merchant_id uuid, id uuid, subject text, subject_id uuid, applied boolean,
        sequence integer, status text, previous_status text, reason text, certainty text,
        refused_because text, via text, tier text, type text, wire_event text, message_id uuid,
        failure jsonb, occurred_at timestamptz, recorded_at timestamptz, note text)`,
    values: [JSON.stringify(entries.map(entryJson))],
  })
}

function entryJson(entry: HistoryEntry) {
  return {
    merchant_id: entry.merchantId,
    id: entry.id,
    subject: entry.subject,
    subject_id: entry.subjectId,
    applied: entry.applied,
    sequence: entry.sequence,
    status: entry.status,
    previous_status: entry.previousStatus,
    reason: entry.reason,
    certainty: entry.certainty,
    refused_because: entry.refusedBecause,
    via: entry.via,
    tier: entry.tier,
    type: entry.type,
    wire_event: entry.wireEvent,
    message_id: entry.messageId,
    failure: entry.failure,
    occurred_at: entry.occurredAt,
    recorded_at: entry.recordedAt,
    note: entry.note,
  }
}

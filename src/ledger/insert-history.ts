import type { HistoryEntry } from "../payout/history.ts"
import { jsonText, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { historyDetailJson } from "./history-detail.ts"

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
         occurred_at, recorded_at, note, detail, reading_id)
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::boolean[], $6::integer[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
        $15::text[], $16::uuid[], $17::jsonb[], $18::timestamptz[], $19::timestamptz[],
        $20::text[], $21::jsonb[], $22::uuid[])`,
    values: [
      plainArray(entries.map((entry) => entry.merchantId)),
      plainArray(entries.map((entry) => entry.id)),
      textArray(entries.map((entry) => entry.subject)),
      plainArray(entries.map((entry) => entry.subjectId)),
      plainArray(entries.map((entry) => (entry.applied ? "t" : "f"))),
      plainArray(entries.map((entry) => entry.sequence)),
      textArray(entries.map((entry) => entry.status)),
      textArray(entries.map((entry) => entry.previousStatus)),
      textArray(entries.map((entry) => entry.reason)),
      textArray(entries.map((entry) => entry.certainty)),
      textArray(entries.map((entry) => entry.refusedBecause)),
      textArray(entries.map((entry) => entry.via)),
      textArray(entries.map((entry) => entry.tier)),
      textArray(entries.map((entry) => entry.type)),
      textArray(entries.map((entry) => entry.wireEvent)),
      plainArray(entries.map((entry) => entry.messageId)),
      textArray(entries.map((entry) => jsonText(entry.failure))),
      textArray(entries.map((entry) => entry.occurredAt)),
      textArray(entries.map((entry) => entry.recordedAt)),
      textArray(entries.map((entry) => entry.note)),
      textArray(entries.map((entry) => jsonText(entry.detail && historyDetailJson(entry.detail)))),
      plainArray(entries.map((entry) => entry.readingId)),
    ],
  })
}

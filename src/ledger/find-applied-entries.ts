import type { EventType } from "../payout/canonical.ts"
import type { Failure } from "../payout/failure.ts"
import type { Certainty } from "../payout/status.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HistoryDetailJson } from "./history-detail.ts"

/** An entry of a history that was applied: what a delivered event told. Times are RFC 3339 UTC. */
export interface AppliedEntry {
  readonly merchantId: string
  readonly eventId: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly sequence: number
  readonly status: string
  readonly previousStatus: string | null
  readonly reason: string | null
  readonly certainty: Certainty
  readonly type: EventType
  readonly wireEvent: string
  readonly failure: Failure | null
  readonly occurredAt: string | null
  readonly recordedAt: string
  /** The message that told it, if one did. */
  readonly messageId: string | null
  readonly detail: HistoryDetailJson | null
}

/** Those of these events that the ledger applied. */
export async function findAppliedEntries(
  queryable: Queryable,
  events: readonly { readonly merchantId: string; readonly eventId: string }[],
): Promise<readonly AppliedEntry[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    subject: "payout" | "batch" | "payment"
    subject_id: string
    sequence: number
    status: string
    previous_status: string | null
    reason: string | null
    certainty: Certainty
    type: EventType
    wire_event: string
    failure: Failure | null
    occurred_at: Date | null
    recorded_at: Date
    message_id: string | null
    detail: HistoryDetailJson | null
  }>({
    name: "find_applied_entries",
    text: `
      select h.merchant_id, h.id, h.subject, h.subject_id, h.sequence, h.status,
        h.previous_status, h.reason, h.certainty, h.type, h.wire_event, h.failure, h.occurred_at,
        h.recorded_at, h.message_id, h.detail
      from unnest($1::uuid[], $2::uuid[]) as wanted (merchant_id, id)
      join history as h using (merchant_id, id)
      where h.applied and h.type is not null`,
    values: [
      plainArray(events.map((event) => event.merchantId)),
      plainArray(events.map((event) => event.eventId)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    eventId: row.id,
    subject: row.subject,
    subjectId: row.subject_id,
    sequence: row.sequence,
    status: row.status,
    previousStatus: row.previous_status,
    reason: row.reason,
    certainty: row.certainty,
    type: row.type,
    wireEvent: row.wire_event,
    failure: row.failure,
    occurredAt: row.occurred_at?.toISOString() ?? null,
    recordedAt: row.recorded_at.toISOString(),
    messageId: row.message_id,
    detail: row.detail,
  }))
}

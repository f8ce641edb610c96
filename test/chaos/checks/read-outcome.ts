import type { Queryable } from "../../../src/postgres/pool.ts"
import { SEND_HEADER } from "../model/story.ts"

/** What stands in the database when all is quiet. A few statements, however much there is. */

export interface MessageRow {
  readonly id: string
  readonly send: string
  readonly answer_status: number
  readonly is_waiting: boolean
  readonly parked: "quarantined" | "unrecognised" | null
  readonly times_seen: string | null
}

export interface SubjectRow {
  readonly id: string
  readonly kind: "payout" | "batch" | "payment"
  readonly source_id: string
  readonly provider_id: string | null
  readonly batch_id: string | null
  readonly status: string
  readonly reason: string | null
  readonly certainty: string | null
  readonly amount: string | null
  readonly failure_code: string | null
  readonly sequence: number
  /** pending, success, failed, cancelled: `count/amount`. */
  readonly counters: string | null
}

export interface HistoryRow {
  readonly id: string
  readonly subject_id: string
  readonly applied: boolean
  readonly sequence: number | null
  readonly status: string
  readonly previous_status: string | null
  readonly reason: string | null
  readonly refused_because: string | null
  readonly via: string
  readonly type: string | null
  readonly wire_event: string
  readonly message_id: string | null
  readonly paid_charge: string | null
}

export interface DeliveryRow {
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly state: string
  readonly attempts: number
  readonly is_due: boolean
  readonly is_claimed: boolean
  /** Of the rows in `attempts`. */
  readonly recorded: number
  readonly first: number | null
  readonly last: number | null
  readonly numbers: number
  readonly successes: number
  readonly answered: number
}

export interface AttentionRow {
  readonly kind: string
  readonly subject: string
  readonly subject_id: string
}

export interface Outcome {
  readonly messages: readonly MessageRow[]
  readonly subjects: readonly SubjectRow[]
  readonly history: readonly HistoryRow[]
  readonly deliveries: readonly DeliveryRow[]
  readonly attention: readonly AttentionRow[]
  readonly keysBySource: ReadonlyMap<string, number>
}

export async function readOutcome(queryable: Queryable): Promise<Outcome> {
  const all = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await queryable.query(text, values)).rows as Row[]
  return {
    messages: await all<MessageRow>(
      `select m.id, m.headers -> $1 ->> 0 as send, m.answer_status,
         u.message_id is not null as is_waiting, p.state as parked, p.times_seen
       from messages m
       left join unsettled u on u.merchant_id = m.merchant_id and u.message_id = m.id
       left join parked p on p.merchant_id = m.merchant_id and p.message_id = m.id`,
      [SEND_HEADER],
    ),
    subjects: await all<SubjectRow>(
      `select id, 'payout' as kind, source_id, provider_id, batch_id, status, reason, certainty,
         amount || ' ' || currency as amount, failure_code, sequence, null as counters
       from payouts
       union all
       select id, 'batch', source_id, provider_id, null, status, reason, null, null, null, sequence,
         pending_count || '/' || trunc(pending_amount) || ' ' ||
         success_count || '/' || trunc(success_amount) || ' ' ||
         failed_count || '/' || trunc(failed_amount) || ' ' ||
         cancelled_count || '/' || trunc(cancelled_amount)
       from batches
       union all
       select id, 'payment', source_id, provider_id, null, status, null, null,
         amount || ' ' || currency, null, sequence, null
       from payments`,
    ),
    history: await all<HistoryRow>(
      `select id, subject_id, applied, sequence, status, previous_status, reason, refused_because,
         via, type, wire_event, message_id,
         detail -> 'paid_charge' ->> 'provider_id' as paid_charge
       from history order by id`,
    ),
    deliveries: await all<DeliveryRow>(
      `select d.id, d.endpoint_id, d.event_id, d.state, d.attempts,
         q.delivery_id is not null as is_due, q.claimed_by is not null as is_claimed,
         coalesce(a.recorded, 0)::int as recorded, a.first, a.last,
         coalesce(a.numbers, 0)::int as numbers, coalesce(a.successes, 0)::int as successes,
         coalesce(a.answered, 0)::int as answered
       from deliveries d
       left join due_deliveries q on q.merchant_id = d.merchant_id and q.delivery_id = d.id
       left join (
         select delivery_id, count(*) as recorded, min(number) as first, max(number) as last,
           count(distinct number) as numbers,
           count(*) filter (where outcome = 'success') as successes,
           count(*) filter (where response_status is not null) as answered
         from attempts group by delivery_id
       ) a on a.delivery_id = d.id`,
    ),
    attention: await all<AttentionRow>(
      "select kind, subject, subject_id from attention_items where closed_at is null",
    ),
    keysBySource: new Map(
      (
        await all<{ source_id: string; count: number }>(
          "select source_id, count(*)::int as count from event_keys group by source_id",
        )
      ).map((row) => [row.source_id, row.count]),
    ),
  }
}

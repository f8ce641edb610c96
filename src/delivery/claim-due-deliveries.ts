import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface ClaimRequest {
  readonly workerId: string
  readonly rooms: readonly {
    readonly merchantId: string
    readonly endpointId: string
    /** How many of this endpoint's deliveries there is room for. */
    readonly room: number
  }[]
}

/** A delivery that only this worker may send now. */
export interface ClaimedDelivery {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly eventId: string
  readonly format: string
  readonly type: string
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  /** What a provider's dialect calls it; null in our own. */
  readonly wireEvent: string | null
  /** W3C trace context of the request that told it. */
  readonly traceparent: string | null
  /** Whose events go one after the other; null: this one's order does not matter. */
  readonly order: { readonly subjectId: string } | null
  /** Part of a bulk resend: fresh deliveries go first. */
  readonly isBulk: boolean
  /** How long it had been due when it was claimed. */
  readonly dueAgoMs: number
  /** Tries of this run so far. */
  readonly tries: number
  readonly trigger: "automatic" | "resend"
  /** Null when the body was pruned. */
  readonly bodySealed: Buffer | null
}

/**
 * Claims what is due, endpoint by endpoint, so that a long queue of one takes no room of another.
 * A worker without a heartbeat claims nothing: its row, locked here, is what a takeover removes
 * first, so no claim can be left behind. Losing a claim in a crash is harmless, hence no flush.
 * Of a subject whose order matters the first that may go is claimed, and only while none is being
 * sent: a resend and a new event that were queued at the same moment may both be due.
 */
export async function claimDueDeliveries(
  queryable: Queryable,
  request: ClaimRequest,
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    delivery_id: string
    endpoint_id: string
    event_id: string
    format: string
    type: string
    subject: "payout" | "batch" | "payment"
    subject_id: string
    wire_event: string | null
    traceparent: string | null
    order_key: string | null
    is_bulk: boolean
    due_ago_ms: number
    tries: number
    trigger: "automatic" | "resend"
    body_sealed: Buffer | null
  }>({
    name: "claim_due_deliveries",
    text: `
      with moment as materialized (
        select paidout_now() as at, set_config('synchronous_commit', 'off', true) as unflushed
      ), worker as materialized (
        select id from workers where id = $1 for key share
      ), picked as materialized (
        select q.merchant_id, q.delivery_id
        from worker
        cross join moment
        cross join unnest($2::uuid[], $3::uuid[], $4::integer[])
          as wanted (merchant_id, endpoint_id, room)
        cross join lateral (
          select d.merchant_id, d.delivery_id from due_deliveries as d
          where d.merchant_id = wanted.merchant_id and d.endpoint_id = wanted.endpoint_id
            and d.due_at <= moment.at and d.claimed_by is null
            and (d.order_key is null or not exists (
              select from due_deliveries as other
              where other.merchant_id = d.merchant_id and other.endpoint_id = d.endpoint_id
                and other.order_key = d.order_key and other.due_at is not null
                and (other.sequence < d.sequence or other.claimed_by is not null)
            ))
          order by d.due_at
          limit wanted.room
          for update skip locked
        ) as q
      ), claimed as (
        update due_deliveries as d
        set claimed_by = $1, claimed_at = moment.at
        from picked cross join moment
        where d.merchant_id = picked.merchant_id and d.delivery_id = picked.delivery_id
        returning d.merchant_id, d.delivery_id, d.endpoint_id, d.order_key, d.is_bulk, d.tries,
          d.trigger, (extract(epoch from moment.at - d.due_at) * 1000)::float8 as due_ago_ms
      )
      select claimed.*, delivery.*, body.body_sealed
      from claimed
      cross join lateral (
        select event_id, format, type, subject, subject_id, wire_event, traceparent
        from deliveries
        where merchant_id = claimed.merchant_id and id = claimed.delivery_id
        offset 0
      ) as delivery
      left join lateral (
        select body_sealed from event_bodies
        where merchant_id = claimed.merchant_id and event_id = delivery.event_id
          and format = delivery.format
        offset 0
      ) as body on true`,
    values: [
      request.workerId,
      plainArray(request.rooms.map((room) => room.merchantId)),
      plainArray(request.rooms.map((room) => room.endpointId)),
      plainArray(request.rooms.map((room) => room.room)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    deliveryId: row.delivery_id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    format: row.format,
    type: row.type,
    subject: row.subject,
    subjectId: row.subject_id,
    wireEvent: row.wire_event,
    traceparent: row.traceparent,
    order: row.order_key === null ? null : { subjectId: row.order_key },
    isBulk: row.is_bulk,
    dueAgoMs: row.due_ago_ms,
    tries: row.tries,
    trigger: row.trigger,
    bodySealed: row.body_sealed,
  }))
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  claimedDelivery,
  type ClaimedDelivery,
  type ClaimedDeliveryRow,
} from "./claimed-delivery.ts"

export interface ClaimRequest {
  readonly workerId: string
  readonly rooms: readonly ClaimRoom[]
}

export interface ClaimRoom {
  readonly merchantId: string
  readonly endpointId: string
  /** Fresh deliveries, or those of bulk resends. */
  readonly isBulk: boolean
  /** How many of these there is room for. */
  readonly room: number
  /** Does it keep a retry queue? While anything is in it, nothing but its head is claimed. */
  readonly keepsRetryQueue: boolean
}

/**
 * Claims what is due, endpoint by endpoint, so that a long queue of one takes no room of another.
 * A worker without a heartbeat claims nothing: its row, locked here, is what a takeover removes
 * first, so no claim can be left behind. Losing a claim in a crash is harmless, hence no flush.
 *
 * Of a subject whose order matters the first that may go is claimed, and only while none is being
 * sent: a resend and a new event that were queued at the same moment may both be due.
 *
 * The head of a retry queue is named before it is locked: `skip locked` would else go on to the
 * one behind it while another worker has it. It is due at once where it waited behind another.
 *
 * How `merchant_id` and the head's `endpoint_id` are compared leaves the planner no way but index
 * probes: see `indexProbesOnly`.
 */
export async function claimDueDeliveries(
  queryable: Queryable,
  request: ClaimRequest,
): Promise<readonly ClaimedDelivery[]> {
  const { rooms } = request
  const { rows } = await queryable.query<ClaimedDeliveryRow>({
    name: "claim_due_deliveries",
    text: `
      with moment as materialized (
        select paidout_now() as at, set_config('synchronous_commit', 'off', true) as unflushed
      ), worker as materialized (
        select id from workers where id = $1 for key share
      ), wanted as materialized (
        select * from unnest($2::uuid[], $3::uuid[], $4::boolean[], $5::integer[], $6::boolean[])
          as u (merchant_id, endpoint_id, is_bulk, room, keeps_retry_queue)
      ), head as materialized (
        select q.merchant_id, q.delivery_id, wanted.endpoint_id
        from wanted
        cross join lateral (
          select d.merchant_id, d.delivery_id from due_deliveries as d
          where d.merchant_id is not distinct from wanted.merchant_id
            and (case when d.in_retry_queue then d.endpoint_id end) = wanted.endpoint_id
            and d.in_retry_queue
          order by d.delivery_id
          limit 1
        ) as q
        where wanted.keeps_retry_queue
      ), picked as materialized (
        select q.merchant_id, q.delivery_id
        from worker
        cross join moment
        cross join wanted
        cross join lateral (
          select d.merchant_id, d.delivery_id from due_deliveries as d
          where d.merchant_id is not distinct from wanted.merchant_id
            and d.endpoint_id = wanted.endpoint_id
            and d.is_bulk = wanted.is_bulk and d.due_at <= moment.at and d.claimed_by is null
            and not d.in_retry_queue
            and (d.order_key is null or not exists (
              select from due_deliveries as other
              where other.order_key = d.order_key
                and other.endpoint_id is not distinct from d.endpoint_id
                and other.merchant_id is not distinct from d.merchant_id
                and other.due_at is not null
                and (other.sequence < d.sequence or other.claimed_by is not null)
            ))
          order by d.due_at
          limit wanted.room
          for update skip locked
        ) as q
        where not wanted.keeps_retry_queue
          or not exists (select from head where head.endpoint_id = wanted.endpoint_id)
        union all
        select q.merchant_id, q.delivery_id
        from worker
        cross join moment
        cross join head
        cross join lateral (
          select d.merchant_id, d.delivery_id from due_deliveries as d
          where d.merchant_id = head.merchant_id and d.delivery_id = head.delivery_id
            and d.claimed_by is null and (d.due_at is null or d.due_at <= moment.at)
          for update skip locked
        ) as q
      ), claimed as (
        update due_deliveries as d
        set claimed_by = $1, claimed_at = moment.at
        from picked cross join moment
        where d.merchant_id = any (array[picked.merchant_id])
          and d.delivery_id = picked.delivery_id
        returning d.merchant_id, d.delivery_id, d.endpoint_id, d.order_key, d.is_bulk, d.tries,
          d.trigger, d.in_retry_queue,
          coalesce((extract(epoch from moment.at - d.due_at) * 1000)::float8, 0) as due_ago_ms
      )
      select claimed.*, delivery.*, body.body_sealed
      from claimed
      cross join moment
      cross join lateral (
        select event_id, format, type, subject, subject_id, wire_event, traceparent,
          (extract(epoch from moment.at - received_at) * 1000)::float8 as received_ago_ms
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
      plainArray(rooms.map((each) => each.merchantId)),
      plainArray(rooms.map((each) => each.endpointId)),
      plainArray(rooms.map((each) => (each.isBulk ? "t" : "f"))),
      plainArray(rooms.map((each) => each.room)),
      plainArray(rooms.map((each) => (each.keepsRetryQueue ? "t" : "f"))),
    ],
  })
  const claimedAtMs = performance.now()
  return rows.map((row) => claimedDelivery(row, claimedAtMs))
}

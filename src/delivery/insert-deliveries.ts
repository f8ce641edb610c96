import { byteaArray, plainArray, textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { DeliverySubject } from "./delivery.ts"

/** The frozen bytes of one event in one format; shared by all of its deliveries in that format. */
export interface NewEventBody {
  readonly merchantId: string
  readonly eventId: string
  /** Which bytes of the event: see pipeline/queue-deliveries. */
  readonly format: string
  readonly bodySealed: Buffer
}

export interface NewDelivery {
  readonly merchantId: string
  readonly id: string
  readonly endpointId: string
  readonly eventId: string
  readonly format: string
  readonly type: string
  readonly subject: DeliverySubject
  readonly subjectId: string
  readonly sequence: number
  /** What a provider's dialect calls it; null in our own. */
  readonly wireEvent: string | null
  /** W3C trace context of the request that told it. */
  readonly traceparent: string | null
  /** When that request was received. Null, as default: none told it. */
  readonly receivedAt?: Date | null
  /** `missed`: its endpoint is disabled, so it stands in no queue. */
  readonly state: "queued" | "missed"
  readonly createdAt: Date
  /** When it is sent at the earliest. Default: at once. */
  readonly dueAt?: Date
  /** In which order it is sent; null: in any. */
  readonly order: DeliveryOrder | null
}

/** The endpoint gets the events of one subject by their sequence. */
export interface DeliveryOrder {
  readonly subjectId: string
  /** The one before it is still to be sent: it waits for that one. */
  readonly waits: boolean
}

/** Deliveries that the worker of this process claims as they are made. */
export interface ClaimWhenMade {
  readonly workerId: string
  readonly ids: ReadonlySet<string>
}

/**
 * Bodies, deliveries and their places in the queue, due at once unless they are to go later or wait
 * for another; one round trip for all. Returns how many of them are claimed: a worker without a
 * heartbeat claims none, and its row, locked here, is what a takeover removes first.
 */
export async function insertDeliveries(
  queryable: Queryable,
  rows: {
    readonly bodies: readonly NewEventBody[]
    readonly deliveries: readonly NewDelivery[]
    /** Default: none. */
    readonly claim?: ClaimWhenMade | undefined
  },
): Promise<number> {
  const { bodies, deliveries, claim } = rows
  if (deliveries.length === 0) return 0
  const queued = deliveries.filter(({ state }) => state === "queued")
  const {
    rows: [made],
  } = await queryable.query<{ claimed: number }>({
    name: "insert_deliveries",
    text: `
      with body as (
        insert into event_bodies (merchant_id, event_id, format, body_sealed)
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])
      ), delivery as (
        insert into deliveries
          (merchant_id, id, endpoint_id, event_id, format, type, subject, subject_id, sequence,
           wire_event, traceparent, state, created_at, received_at)
        select * from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[],
          $10::text[], $11::text[], $12::uuid[], $13::integer[], $14::text[], $15::text[],
          $16::text[], $17::timestamptz[], $24::timestamptz[])
      ), moment as materialized (
        select paidout_now() as at
      ), worker as materialized (
        select id from workers where id = $26 for key share
      ), queue as (
        insert into due_deliveries
          (merchant_id, delivery_id, endpoint_id, order_key, sequence, due_at, claimed_by,
           claimed_at)
        select queued.merchant_id, queued.delivery_id, queued.endpoint_id, queued.order_key,
          queued.sequence,
          case when queued.waits then null else greatest(moment.at, queued.due_at) end,
          case when queued.claimed then worker.id end,
          case when queued.claimed and worker.id is not null then moment.at end
        from unnest($18::uuid[], $19::uuid[], $20::uuid[], $21::uuid[], $22::integer[],
            $23::boolean[], $25::timestamptz[], $27::boolean[])
          as queued (merchant_id, delivery_id, endpoint_id, order_key, sequence, waits, due_at,
            claimed)
        cross join moment
        left join worker on true
        returning claimed_by
      )
      select count(claimed_by)::integer as claimed from queue`,
    values: [
      plainArray(bodies.map((row) => row.merchantId)),
      plainArray(bodies.map((row) => row.eventId)),
      textArray(bodies.map((row) => row.format)),
      byteaArray(bodies.map((row) => row.bodySealed)),
      plainArray(deliveries.map((row) => row.merchantId)),
      plainArray(deliveries.map((row) => row.id)),
      plainArray(deliveries.map((row) => row.endpointId)),
      plainArray(deliveries.map((row) => row.eventId)),
      textArray(deliveries.map((row) => row.format)),
      textArray(deliveries.map((row) => row.type)),
      textArray(deliveries.map((row) => row.subject)),
      plainArray(deliveries.map((row) => row.subjectId)),
      plainArray(deliveries.map((row) => row.sequence)),
      textArray(deliveries.map((row) => row.wireEvent)),
      textArray(deliveries.map((row) => row.traceparent)),
      textArray(deliveries.map((row) => row.state)),
      timeArray(deliveries.map((row) => row.createdAt)),
      plainArray(queued.map((row) => row.merchantId)),
      plainArray(queued.map((row) => row.id)),
      plainArray(queued.map((row) => row.endpointId)),
      plainArray(queued.map((row) => row.order?.subjectId ?? null)),
      plainArray(queued.map((row) => (row.order === null ? null : row.sequence))),
      plainArray(queued.map((row) => (row.order?.waits === true ? "t" : "f"))),
      timeArray(deliveries.map((row) => row.receivedAt ?? null)),
      timeArray(queued.map((row) => row.dueAt ?? null)),
      claim?.workerId ?? null,
      plainArray(queued.map((row) => (claim?.ids.has(row.id) === true ? "t" : "f"))),
    ],
  })
  return made?.claimed ?? 0
}

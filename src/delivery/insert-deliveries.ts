import { byteaArray, plainArray, textArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** The frozen bytes of one event in one format; shared by all of its deliveries in that format. */
export interface NewEventBody {
  readonly merchantId: string
  readonly eventId: string
  /** `formatOf(endpoint)`. */
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
  readonly subject: "payout" | "batch" | "payment"
  readonly subjectId: string
  readonly sequence: number
  readonly createdAt: Date
}

/** Bodies, deliveries and their places in the queue, due at once; one round trip for all. */
export async function insertDeliveries(
  queryable: Queryable,
  rows: { readonly bodies: readonly NewEventBody[]; readonly deliveries: readonly NewDelivery[] },
): Promise<void> {
  const { bodies, deliveries } = rows
  if (deliveries.length === 0) return
  await queryable.query({
    name: "insert_deliveries",
    text: `
      with body as (
        insert into event_bodies (merchant_id, event_id, format, body_sealed)
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])
      ), delivery as (
        insert into deliveries
          (merchant_id, id, endpoint_id, event_id, format, type, subject, subject_id, sequence,
           created_at, state)
        select u.*, 'queued'
        from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[],
          $11::text[], $12::uuid[], $13::integer[], $14::timestamptz[]) as u
        returning merchant_id, id, endpoint_id
      ), moment as materialized (
        select paidout_now() as at
      )
      insert into due_deliveries (merchant_id, delivery_id, endpoint_id, due_at)
      select delivery.merchant_id, delivery.id, delivery.endpoint_id, moment.at
      from delivery cross join moment`,
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
      timeArray(deliveries.map((row) => row.createdAt)),
    ],
  })
}

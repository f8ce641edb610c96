import { byteaArray, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { NewEventBody } from "./insert-deliveries.ts"

/**
 * Keeps bodies that were made again, each event and format once. Where another worker was first,
 * its bytes stand: retries of all carry the same. Returns what stands.
 */
export async function storeEventBodies(
  queryable: Queryable,
  bodies: readonly NewEventBody[],
): Promise<readonly NewEventBody[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    event_id: string
    format: string
    body_sealed: Buffer
  }>({
    name: "store_event_bodies",
    text: `
      insert into event_bodies as body (merchant_id, event_id, format, body_sealed)
      select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])
        as made (merchant_id, event_id, format, body_sealed)
      order by merchant_id, event_id, format
      on conflict (merchant_id, event_id, format) do update set body_sealed = body.body_sealed
      returning merchant_id, event_id, format, body_sealed`,
    values: [
      plainArray(bodies.map((body) => body.merchantId)),
      plainArray(bodies.map((body) => body.eventId)),
      textArray(bodies.map((body) => body.format)),
      byteaArray(bodies.map((body) => body.bodySealed)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    eventId: row.event_id,
    format: row.format,
    bodySealed: row.body_sealed,
  }))
}

import type { Queryable } from "../postgres/pool.ts"

/** The delivery of an event for an endpoint; undefined: it was never made. */
export async function findDeliveryOfEvent(
  queryable: Queryable,
  key: {
    readonly merchantId: string
    readonly endpointId: string
    readonly eventId: string
    readonly subjectId: string
  },
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ id: string }>({
    name: "find_delivery_of_event",
    text: `
      select id from deliveries
      where merchant_id = $1 and subject_id = $2 and event_id = $3 and endpoint_id = $4
      order by id limit 1`,
    values: [key.merchantId, key.subjectId, key.eventId, key.endpointId],
  })
  return rows[0]?.id
}

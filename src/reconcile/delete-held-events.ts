import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** These are held no more. */
export async function deleteHeldEvents(
  queryable: Queryable,
  events: readonly { readonly merchantId: string; readonly id: string }[],
): Promise<void> {
  await queryable.query({
    name: "delete_held_events",
    text: `
      delete from held_events as h using unnest($1::uuid[], $2::uuid[]) as w (m, i)
      where h.merchant_id = w.m and h.id = w.i`,
    values: [
      plainArray(events.map((event) => event.merchantId)),
      plainArray(events.map((event) => event.id)),
    ],
  })
}

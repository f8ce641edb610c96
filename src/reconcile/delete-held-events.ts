import type { Queryable } from "../postgres/pool.ts"
import { heldKeyColumns, type HeldKey } from "./held-event.ts"

/** These are held no more. */
export async function deleteHeldEvents(
  queryable: Queryable,
  events: readonly HeldKey[],
): Promise<void> {
  await queryable.query({
    name: "delete_held_events",
    text: `
      delete from held_events as h
      using unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) as w (m, s, u, p, t)
      where h.merchant_id = any (array[w.m]) and h.source_id = w.s and h.subject = w.u
        and h.provider_id = w.p and h.status = w.t`,
    values: [...heldKeyColumns(events)],
  })
}

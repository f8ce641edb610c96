import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { HeldEvent } from "./held-event.ts"

export type NewHeldEvent = Omit<HeldEvent, "heldAt" | "dueAt" | "tries" | "finding" | "detail">

/**
 * Holds final news, due at once; what is held already stays as it is. Whoever forges ids by the
 * thousand must not push back what the ledger knows, so that is noted here. In one order for all
 * workers. Returns how many were not held before.
 */
export async function holdEvents(
  queryable: Queryable,
  events: readonly NewHeldEvent[],
): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "hold_events",
    text: `
      insert into held_events
        (merchant_id, id, source_id, message_id, subject, provider_id, batch_provider_id, reference,
         status, wire_event, priority, held_at, due_at)
      select m, i, s, g, u, p, b, r, t, w,
        case
          when exists (
            select from names
            where merchant_id = m and source_id = s and kind = u and name = p) then 0
          when exists (
            select from names
            where merchant_id = m and source_id = s and kind = 'reference' and name = r) then 1
          else 2
        end,
        paidout_now(), paidout_now()
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
        $7::text[], $8::text[], $9::text[], $10::text[]) as e (m, i, s, g, u, p, b, r, t, w)
      order by m, s, u, p collate "C", t
      on conflict do nothing`,
    values: [
      plainArray(events.map((event) => event.merchantId)),
      plainArray(events.map((event) => event.id)),
      plainArray(events.map((event) => event.sourceId)),
      plainArray(events.map((event) => event.messageId)),
      textArray(events.map((event) => event.subject)),
      textArray(events.map((event) => event.providerId)),
      textArray(events.map((event) => event.batchProviderId)),
      textArray(events.map((event) => event.reference)),
      textArray(events.map((event) => event.status)),
      textArray(events.map((event) => event.wireEvent)),
    ],
  })
  return rowCount ?? 0
}

import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/**
 * What is still held of a source, of these and of whatever else is known by these names; locked in
 * one order. Taken before payouts are locked, as settle does, or the two would wait for one another.
 */
export async function lockHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  wanted: {
    readonly ids: readonly string[]
    readonly subjects: readonly Pick<HeldEvent, "subject" | "providerId">[]
  },
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "lock_held_events",
    text: `
      with wanted as (
        select merchant_id, id from held_events
        where merchant_id = $1 and source_id = $2 and id = any ($3::uuid[])
        union
        select h.merchant_id, h.id from unnest($4::text[], $5::text[]) as s (u, p)
        join held_events as h on h.merchant_id = $1 and h.source_id = $2 and h.subject = s.u
          and h.provider_id = s.p
      )
      select ${HELD_COLUMNS} from held_events as h
      join wanted using (merchant_id, id)
      order by h.id for update of h`,
    values: [
      source.merchantId,
      source.sourceId,
      plainArray(wanted.ids),
      textArray(wanted.subjects.map(({ subject }) => subject)),
      textArray(wanted.subjects.map(({ providerId }) => providerId)),
    ],
  })
  return rows.map(heldFromRow)
}

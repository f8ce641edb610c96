import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

type Subject = Pick<HeldEvent, "subject" | "providerId">

/** Their bodies come into memory; others are asked about by themselves. */
const HELD_MAX = 200

/**
 * What is still held of a source by these names, of those that were asked for before the others;
 * locked in one order. Taken before payouts are locked, as settle does, or the two would wait for
 * one another.
 */
export async function lockHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  wanted: { readonly asked: readonly Subject[]; readonly others: readonly Subject[] },
): Promise<readonly HeldEvent[]> {
  const names = [...wanted.asked, ...wanted.others]
  const { rows } = await queryable.query<HeldRow>({
    name: "lock_held_events",
    text: `
      with wanted as materialized (
        select distinct u, p, t from (
          select n.u, n.p, h.status as t
          from unnest($3::text[], $4::text[]) with ordinality as n (u, p, place)
          cross join lateral (
            select status from held_events
            where merchant_id = any (array[$1::uuid]) and source_id = $2 and subject = n.u
              and provider_id = n.p
            offset 0
          ) as h
          order by n.place
          limit $5
        ) as first
      )
      select ${HELD_COLUMNS}
      from (select * from wanted order by u, p collate "C", t collate "C") as w
      cross join lateral (
        select * from held_events
        where merchant_id = any (array[$1::uuid]) and source_id = $2 and subject = w.u
          and provider_id = w.p and status = w.t
        for update
      ) as h`,
    values: [
      source.merchantId,
      source.sourceId,
      textArray(names.map(({ subject }) => subject)),
      textArray(names.map(({ providerId }) => providerId)),
      HELD_MAX,
    ],
  })
  return rows.map(heldFromRow)
}

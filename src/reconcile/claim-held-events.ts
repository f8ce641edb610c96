import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/**
 * Takes held news of a source to ask about, and moves each to its next time: no process asks again
 * before, and one that dies costs a gap. What the ledger knows goes first, then what was asked about
 * least, then the newest: a storm of forged ids that came before does not stand in its way, and of
 * as many as it brought only these are read.
 */
export async function claimHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  countMax: number,
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "claim_held_events",
    text: `
      with due as materialized (
        select found.*
        from (
          select priority, tries from generate_series(0, 2) as priority,
            generate_series(0, 6) as tries
          order by priority, tries
        ) as turn
        cross join lateral (
          select merchant_id, source_id, subject, provider_id, status from held_events
          where source_id = $2 and priority = turn.priority and least(tries, 6) = turn.tries
            and due_at <= paidout_now() and held_at > '-infinity'
            and merchant_id is not distinct from $1
          order by due_at desc, held_at desc
          limit $3 for update skip locked
        ) as found
        limit $3
      )
      update held_events as h set
        tries = h.tries + 1,
        due_at = paidout_now()
          + (array['5 s', '30 s', '2 min', '10 min', '1 h', '6 h']::interval[])[least(h.tries, 5) + 1]
      from due
      where h.merchant_id = any (array[due.merchant_id]) and h.source_id = due.source_id
        and h.subject = due.subject and h.provider_id = due.provider_id and h.status = due.status
      returning ${HELD_COLUMNS}`,
    values: [source.merchantId, source.sourceId, countMax],
  })
  return rows.map(heldFromRow)
}

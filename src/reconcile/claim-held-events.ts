import type { Queryable } from "../postgres/pool.ts"
import { HELD_COLUMNS, heldFromRow, type HeldEvent, type HeldRow } from "./held-event.ts"

/**
 * Takes held news of a source to ask about, and moves each to its next time: no process asks again
 * before, and one that dies costs a gap. What the ledger knows goes first, then what was asked about
 * least, then the newest: a storm of forged ids that came before does not stand in its way.
 */
export async function claimHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  countMax: number,
): Promise<readonly HeldEvent[]> {
  const { rows } = await queryable.query<HeldRow>({
    name: "claim_held_events",
    text: `
      with due as (
        select merchant_id, id from held_events
        where merchant_id = $1 and source_id = $2 and due_at <= paidout_now()
        order by priority, tries, held_at desc, id
        limit $3 for update skip locked
      )
      update held_events as h set
        tries = h.tries + 1,
        due_at = paidout_now()
          + (array['5 s', '30 s', '2 min', '10 min', '1 h', '6 h']::interval[])[least(h.tries, 5) + 1]
      from due where h.merchant_id = due.merchant_id and h.id = due.id
      returning ${HELD_COLUMNS}`,
    values: [source.merchantId, source.sourceId, countMax],
  })
  return rows.map(heldFromRow)
}

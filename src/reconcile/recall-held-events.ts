import type { Queryable } from "../postgres/pool.ts"

/** As many as are asked about within some minutes; a storm's others come at their own time. */
const RECALLED_MAX = 10_000

/**
 * What stood in the way of asking for this source may have been mended: it is tried at once, what
 * the ledger knows before all else. Waits for whoever has some of it in hand.
 */
export async function recallHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
): Promise<void> {
  await queryable.query({
    name: "recall_held_events",
    text: `
      with first as materialized (
        select found.*
        from (
          select priority, tries from generate_series(0, 2) as priority,
            generate_series(0, 6) as tries
          order by priority, tries
        ) as turn
        cross join lateral (
          select subject, provider_id, status from held_events
          where source_id = $2 and priority = turn.priority and least(tries, 6) = turn.tries
            and due_at > paidout_now() and held_at > '-infinity'
            and merchant_id is not distinct from $1
          order by due_at desc, held_at desc
          limit $3
        ) as found
        limit $3
      ), locked as materialized (
        select h.* from (
          select * from first order by subject, provider_id collate "C", status collate "C"
        ) as w
        cross join lateral (
          select merchant_id, source_id, subject, provider_id, status from held_events
          where merchant_id = any (array[$1::uuid]) and source_id = $2 and subject = w.subject
            and provider_id = w.provider_id and status = w.status
          for update
        ) as h
      )
      update held_events as h set due_at = paidout_now()
      from locked as w
      where h.merchant_id = any (array[w.merchant_id]) and h.source_id = w.source_id
        and h.subject = w.subject and h.provider_id = w.provider_id and h.status = w.status`,
    values: [source.merchantId, source.sourceId, RECALLED_MAX],
  })
}

import type { Queryable } from "../postgres/pool.ts"

/** Up to `limit` of what a source waits for is due now, the soonest first; not what is just being asked for. */
export async function hastenPollsOfSource(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string; readonly limit: number },
): Promise<void> {
  await queryable.query(
    `with soonest as materialized (
       select subject_id from polls
       where merchant_id = $1 and source_id = $2 and due_at > paidout_now()
       order by urgency, due_at
       limit $3
       for update skip locked
     )
     update polls set due_at = paidout_now()
     where merchant_id = $1 and subject_id in (select subject_id from soonest)`,
    [source.merchantId, source.sourceId, source.limit],
  )
}

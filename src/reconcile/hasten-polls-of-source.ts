import type { Queryable } from "../postgres/pool.ts"

/** Up to `limit` of what a source waits for is due now, the soonest first; not what is just being asked for. */
export async function hastenPollsOfSource(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string; readonly limit: number },
): Promise<void> {
  await queryable.query(
    `with soonest as materialized (
       select merchant_id, subject_id from polls
       where merchant_id is not distinct from $1 and source_id = $2 and urgency in (0, 1)
         and due_at > paidout_now()
       order by urgency, due_at
       limit $3
       for update skip locked
     )
     update polls p set due_at = paidout_now()
     from soonest
     where p.merchant_id = any (array[soonest.merchant_id]) and p.subject_id = soonest.subject_id`,
    [source.merchantId, source.sourceId, source.limit],
  )
}

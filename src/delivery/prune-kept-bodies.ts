import type { Queryable } from "../postgres/pool.ts"

/**
 * Removes bodies that outlived their partition because they were still to be sent, or were made
 * again for a resend, and have been sent. The default partition holds few. Returns how many.
 */
export async function pruneKeptBodies(
  queryable: Queryable,
  options: { readonly days: number; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with old as materialized (
       select uuid_at(paidout_server_now() - make_interval(days => $1)) as before
     ), needed as materialized (
       select n.merchant_id, n.event_id, n.format
       from old, needed_bodies('00000000-0000-0000-0000-000000000000', old.before) as n
       where exists (select from event_bodies_default)
     )
     delete from event_bodies_default where (merchant_id, event_id, format) in (
       select b.merchant_id, b.event_id, b.format
       from event_bodies_default as b cross join old
       where b.event_id < old.before and not exists (
         select from needed as n
         where n.merchant_id = b.merchant_id and n.event_id = b.event_id and n.format = b.format)
       limit $2
     )`,
    [options.days, options.limit],
  )
  return rowCount ?? 0
}

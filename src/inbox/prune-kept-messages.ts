import type { Queryable } from "../postgres/pool.ts"

/**
 * Removes messages that outlived their partition because they were still needed, and are not any
 * more; also what a machine whose clock was behind has stored. The default partition holds few.
 * Returns how many.
 */
export async function pruneKeptMessages(
  queryable: Queryable,
  options: { readonly days: number; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with old as materialized (
       select uuid_at(paidout_server_now() - make_interval(days => $1)) as before
     ), needed as materialized (
       select n.merchant_id, n.id
       from old, needed_messages('00000000-0000-0000-0000-000000000000', old.before) as n
       where exists (select from messages_default)
     )
     delete from messages_default where (merchant_id, id) in (
       select m.merchant_id, m.id
       from messages_default as m cross join old
       where m.id < old.before and not exists (
         select from needed as n where n.merchant_id = m.merchant_id and n.id = m.id)
       limit $2
     )`,
    [options.days, options.limit],
  )
  return rowCount ?? 0
}

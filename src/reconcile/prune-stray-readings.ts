import type { Queryable } from "../postgres/pool.ts"

/** Removes old readings that a machine whose clock was behind has stored. Returns how many. */
export async function pruneStrayReadings(
  queryable: Queryable,
  options: { readonly days: number; readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from readings_default where (merchant_id, id) in (
       select merchant_id, id from readings_default
       where id < (select uuid_at(paidout_server_now() - make_interval(days => $1)))
       limit $2
     )`,
    [options.days, options.limit],
  )
  return rowCount ?? 0
}

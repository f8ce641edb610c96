import type { Queryable } from "../postgres/pool.ts"

/**
 * Removes resends that ended, begun longer ago than that, by the server's own time. Their deliveries
 * and the audit log still tell of them. Returns how many.
 */
export async function pruneResends(
  queryable: Queryable,
  options: { readonly days: number; readonly limit: number },
): Promise<number> {
  const { rows } = await queryable.query<{ pruned: number }>(
    `with old as materialized (
       select merchant_id, id from resends
       where finished_at is not null
         and begun_at < paidout_server_now() - make_interval(days => $1)
       order by begun_at
       limit $2
       for update skip locked
     ), tallies as (
       delete from resend_tallies as t using old
       where t.merchant_id = old.merchant_id and t.resend_id = old.id
     ), parts as (
       delete from resend_parts as p using old
       where p.merchant_id = old.merchant_id and p.resend_id = old.id
     ), pruned as (
       delete from resends as r using old
       where r.merchant_id = old.merchant_id and r.id = old.id
       returning r.id
     )
     select count(*)::integer as pruned from pruned`,
    [options.days, options.limit],
  )
  return rows[0]?.pruned ?? 0
}

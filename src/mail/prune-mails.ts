import type { Queryable } from "../postgres/pool.ts"

/**
 * Mails are kept for 30 days; where nothing sends them, for 2, so that none pile up. One that is
 * being sent stays, however far the sandbox's clock was moved meanwhile. At most so
 * many; returns how many.
 */
export async function pruneMails(
  queryable: Queryable,
  options: { readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from mails where (merchant_id, id) in (
       select merchant_id, id from mails
       where created_at < paidout_now() - case when state = 'due' then interval '2 days'
           else interval '30 days' end
         and (claimed_until is null or claimed_until < paidout_server_now())
       limit $1
     )`,
    [options.limit],
  )
  return rowCount ?? 0
}

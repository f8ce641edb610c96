import type { Queryable } from "../postgres/pool.ts"

/** What deleted endpoints were told last: nobody tells them anything any more. Returns how many. */
export async function pruneTellings(
  queryable: Queryable,
  options: { readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from tellings where (merchant_id, endpoint_id, subject_id) in (
       select t.merchant_id, t.endpoint_id, t.subject_id
       from endpoints as e
       cross join lateral (
         select merchant_id, endpoint_id, subject_id from tellings
         where merchant_id = e.merchant_id and endpoint_id = e.id
         limit $1
       ) as t
       where e.deleted_at is not null
       limit $1
     )`,
    [options.limit],
  )
  return rowCount ?? 0
}

import type { Queryable } from "../postgres/pool.ts"

/**
 * The UUIDs of the merchant's payouts, batches and payments that a provider or the merchant calls
 * exactly so, newest first. Each probe goes along one index.
 */
export async function findNamedThings(
  queryable: Queryable,
  named: { readonly merchantId: string; readonly name: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ id: string }>(
    `select id from (
       (select n.subject_id as id from sources as s
        cross join unnest(array['payout', 'batch', 'payment']) as k (kind)
        cross join lateral (
          select subject_id from names
          where merchant_id = $1 and source_id = s.id and kind = k.kind and name = $2 offset 0
        ) as n
        where s.merchant_id = $1
        limit $3)
       union
       (select id from payouts where reference = $2 and merchant_id = $1
        order by id desc limit $3)
       union
       (select id from payments where reference = $2 and merchant_id = $1
        order by id desc limit $3)
     ) as found
     order by id desc
     limit $3`,
    [named.merchantId, named.name, named.limit],
  )
  return rows.map(({ id }) => id)
}

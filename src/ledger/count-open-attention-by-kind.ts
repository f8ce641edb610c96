import { countedMax } from "../postgres/counted-max.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Open items by kind, of all merchants but the sandbox's, for `/metrics`; of more than `countedMax`
 * in all, a lower bound.
 */
export async function countOpenAttentionByKind(
  queryable: Queryable,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await queryable.query<{ kind: string; open: number }>(
    `select kind, count(*)::integer as open from (
       select item.kind from merchants as m
       cross join lateral (
         select kind from attention_items
         where (case when closed_at is null then merchant_id end) = m.id and closed_at is null
         order by id
         limit $1
       ) as item
       where m.sandbox_of is null
       limit $1
     ) as found
     group by kind`,
    [countedMax],
  )
  return new Map(rows.map(({ kind, open }) => [kind, open]))
}

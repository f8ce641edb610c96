import type { Queryable } from "../postgres/pool.ts"

/** Open items by kind, of all merchants but the sandbox's, for `/metrics`. */
export async function countOpenAttentionByKind(
  queryable: Queryable,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await queryable.query<{ kind: string; open: number }>(
    `select kind, count(*)::integer as open from attention_items
     where closed_at is null
       and merchant_id not in (select id from merchants where sandbox_of is not null)
     group by kind`,
  )
  return new Map(rows.map(({ kind, open }) => [kind, open]))
}

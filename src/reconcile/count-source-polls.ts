import type { Queryable } from "../postgres/pool.ts"

/** How many wait to be asked for; at most `countMax`. */
export async function countSourcePolls(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string; readonly countMax: number },
): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "count_source_polls",
    text: `
      select count(*)::integer as count from (
        select from polls
        where source_id = $2 and urgency in (0, 1) and due_at is not null
          and merchant_id is not distinct from $1
        limit $3
      ) as waiting`,
    values: [source.merchantId, source.sourceId, source.countMax],
  })
  return rows[0]?.count ?? 0
}

import type { Queryable } from "../postgres/pool.ts"

/** The attention items that were opened and closed last, as one text. */
export async function findNewestAttention(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_attention",
    text: `
      select coalesce(string_agg(id::text, ' '), '') as mark
      from (
        (select id from attention_items where merchant_id = $1 order by id desc limit $2)
        union all
        (
          select id from attention_items
          where closed_at is not null
            and (case when closed_at is not null then merchant_id end) = $1
          order by closed_at desc
          limit $2
        )
      ) as newest`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

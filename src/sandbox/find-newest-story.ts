import type { Queryable } from "../postgres/pool.ts"

/** The lines that the merchant's simulated accounts wrote last, as one text. */
export async function findNewestStory(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_sandbox_story",
    text: `
      select coalesce(string_agg(last.id::text, ' ' order by account.id), '') as mark
      from (
        select id from sandbox_accounts where merchant_id = $1 order by id desc limit $2
      ) as account
      cross join lateral (
        select line.id from sandbox_story as line
        where line.merchant_id = $1 and line.account_id = account.id
        order by line.id desc
        limit 1
      ) as last`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

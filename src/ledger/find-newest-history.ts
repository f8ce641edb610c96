import type { Queryable } from "../postgres/pool.ts"

/** What became of events last, as one text: another text, and there is news of the ledger. */
export async function findNewestHistory(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_history",
    text: `
      select coalesce(string_agg(id::text, ' '), '') as mark
      from (
        select id from history
        where merchant_id = $1 and id > uuid_at(paidout_server_now() - interval '1 day')
        order by id desc
        limit $2
      ) as newest`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

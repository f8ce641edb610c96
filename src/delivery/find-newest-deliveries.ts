import type { Queryable } from "../postgres/pool.ts"

/** The deliveries that were made, and the attempts that ended, last: as one text. */
export async function findNewestDeliveries(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_deliveries",
    text: `
      select coalesce(string_agg(id::text, ' '), '') as mark
      from (
        (
          select id from deliveries
          where merchant_id = $1 and id > uuid_at(paidout_server_now() - interval '1 day')
          order by id desc
          limit $2
        )
        union all
        (
          select id from attempts
          where merchant_id = $1 and id > uuid_at(paidout_server_now() - interval '1 day')
          order by id desc
          limit $2
        )
      ) as newest`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

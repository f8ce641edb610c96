import type { Queryable } from "../postgres/pool.ts"

/** The messages that were received and parked last, as one text. */
export async function findNewestMessages(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_messages",
    text: `
      select coalesce(string_agg(id::text, ' '), '') as mark
      from (
        (
          select id from messages
          where merchant_id = $1 and id > uuid_at(paidout_server_now() - interval '1 day')
          order by id desc
          limit $2
        )
        union all
        (
          select newest.message_id
          from unnest(array['quarantined', 'unrecognised']) as kind (state)
          cross join lateral (
            select p.message_id from parked as p
            where p.merchant_id = $1 and p.state = kind.state
            order by p.message_id desc
            limit $2
          ) as newest
        )
      ) as newest`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

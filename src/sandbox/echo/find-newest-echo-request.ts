import type { Queryable } from "../../postgres/pool.ts"

/** What the merchant's receivers were sent last, as one text. */
export async function findNewestEchoRequest(
  queryable: Queryable,
  look: { readonly merchantId: string; readonly limit: number },
): Promise<string> {
  const { rows } = await queryable.query<{ mark: string }>({
    name: "find_newest_echo_request",
    text: `
      select coalesce(string_agg(last.id::text, ' ' order by echo.id), '') as mark
      from (
        select id from sandbox_echoes where merchant_id = $1 order by id desc limit $2
      ) as echo
      cross join lateral (
        select request.id from sandbox_echo_requests as request
        where request.merchant_id = $1 and request.echo_id = echo.id
        order by request.id desc
        limit 1
      ) as last`,
    values: [look.merchantId, look.limit],
  })
  return rows[0]?.mark ?? ""
}

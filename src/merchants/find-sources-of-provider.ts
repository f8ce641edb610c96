import type { Queryable } from "../postgres/pool.ts"

/** UUIDs of up to `limit` of a merchant's sources of one provider, disabled ones too. */
export async function findSourcesOfProvider(
  queryable: Queryable,
  of: { readonly merchantId: string; readonly provider: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ id: string }>(
    `select id from sources where merchant_id = $1 and provider = $2 order by id limit $3`,
    [of.merchantId, of.provider, of.limit],
  )
  return rows.map(({ id }) => id)
}

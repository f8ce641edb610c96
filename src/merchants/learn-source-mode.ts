import type { Queryable } from "../postgres/pool.ts"

/** Sets the mode that the first event told. Returns the mode that stands, whoever set it. */
export async function learnSourceMode(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly id: string; readonly live: boolean },
): Promise<boolean> {
  const { rows } = await queryable.query<{ live: boolean }>(
    `update sources set live = coalesce(live, $3)
     where merchant_id = $1 and id = $2
     returning live`,
    [source.merchantId, source.id, source.live],
  )
  return rows[0]?.live ?? source.live
}

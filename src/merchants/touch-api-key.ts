import type { Queryable } from "../postgres/pool.ts"

/** Notes that the key was used, at most once a minute. */
export async function touchApiKey(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query(
    `update api_keys set last_used_at = paidout_now()
     where merchant_id = $1 and id = $2
       and (last_used_at is null or last_used_at < paidout_now() - interval '1 minute')`,
    [key.merchantId, key.id],
  )
}

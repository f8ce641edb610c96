import type { Queryable } from "../postgres/pool.ts"

/** From now on it counts as working, until it fails; its last failure stays readable. */
export async function clearEndpointFailure(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query(
    `update endpoint_health set failing_since = null
     where merchant_id = $1 and endpoint_id = $2 and failing_since is not null`,
    [key.merchantId, key.id],
  )
}

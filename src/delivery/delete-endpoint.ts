import type { Queryable } from "../postgres/pool.ts"

/**
 * Its rows stay, since deliveries and attempts tell of it; its secrets go. True when it was there.
 * What waits for it is discarded by `discardDeliveries`.
 */
export async function deleteEndpoint(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update endpoints
     set deleted_at = paidout_now(), updated_at = paidout_now(), state = 'disabled',
       disabled_reason = 'operator', secrets_sealed = ''
     where merchant_id = $1 and id = $2 and deleted_at is null`,
    [key.merchantId, key.id],
  )
  return rowCount === 1
}

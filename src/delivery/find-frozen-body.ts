import type { Queryable } from "../postgres/pool.ts"

/** In which format a delivery is told, and its frozen bytes; null once they were pruned. */
export async function findFrozenBody(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly deliveryId: string },
): Promise<{ readonly format: string; readonly bodySealed: Buffer | null } | undefined> {
  const { rows } = await queryable.query<{ format: string; bodySealed: Buffer | null }>(
    `select d.format, b.body_sealed as "bodySealed"
     from deliveries d
     left join event_bodies b
       on b.merchant_id = d.merchant_id and b.event_id = d.event_id and b.format = d.format
     where d.merchant_id = $1 and d.id = $2`,
    [key.merchantId, key.deliveryId],
  )
  return rows[0]
}

import type { Queryable } from "../postgres/pool.ts"

export async function closeEndpointAttention(
  queryable: Queryable,
  item: {
    readonly merchantId: string
    readonly endpointId: string
    readonly because: "enabled" | "deleted"
  },
): Promise<void> {
  await queryable.query(
    `update attention_items set closed_at = paidout_now(), closed_because = $3
     where merchant_id = $1 and kind = 'endpoint_disabled' and subject_id = $2
       and closed_at is null`,
    [item.merchantId, item.endpointId, item.because],
  )
}

import type { Queryable } from "../postgres/pool.ts"

/** Closes one item on an operator's word. Nothing happens where it is closed already. */
export async function closeAttentionItem(
  queryable: Queryable,
  item: {
    readonly merchantId: string
    readonly id: string
    readonly because: string
    readonly by: string
  },
): Promise<void> {
  await queryable.query(
    `update attention_items set closed_at = paidout_now(), closed_because = $3, closed_by = $4
     where merchant_id = $1 and id = $2 and closed_at is null`,
    [item.merchantId, item.id, item.because, item.by],
  )
}

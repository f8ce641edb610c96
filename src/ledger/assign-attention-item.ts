import type { PoolClient } from "../postgres/pool.ts"

/** Says who looks after an open item; null: nobody. */
export async function assignAttentionItem(
  client: PoolClient,
  item: {
    readonly merchantId: string
    readonly id: string
    /** `per_…` or `key_…` */
    readonly assignee: string | null
  },
): Promise<void> {
  await client.query(
    `update attention_items set assignee = $3
     where merchant_id = $1 and id = $2 and closed_at is null`,
    [item.merchantId, item.id, item.assignee],
  )
}

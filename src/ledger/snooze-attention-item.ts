import type { PoolClient } from "../postgres/pool.ts"

/** An open item may wait until then; null: it does not wait any more. */
export async function snoozeAttentionItem(
  client: PoolClient,
  item: { readonly merchantId: string; readonly id: string; readonly until: Date | null },
): Promise<void> {
  await client.query(
    `update attention_items set snoozed_until = $3
     where merchant_id = $1 and id = $2 and closed_at is null`,
    [item.merchantId, item.id, item.until?.toISOString() ?? null],
  )
}

import type { Queryable } from "../postgres/pool.ts"

/** Adds to what an open item tells; a field of null is left as null. */
export async function noteInAttentionItem(
  queryable: Queryable,
  item: {
    readonly merchantId: string
    readonly id: string
    readonly detail: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  await queryable.query(
    `update attention_items set detail = detail || $3::jsonb
     where merchant_id = $1 and id = $2 and closed_at is null`,
    [item.merchantId, item.id, JSON.stringify(item.detail)],
  )
}

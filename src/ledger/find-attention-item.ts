import type { PoolClient, Queryable } from "../postgres/pool.ts"
import {
  ATTENTION_COLUMNS,
  attentionFromRow,
  type AttentionItem,
  type AttentionRow,
} from "./attention-row.ts"

interface ItemKey {
  readonly merchantId: string
  readonly id: string
}

export async function findAttentionItem(
  queryable: Queryable,
  key: ItemKey,
): Promise<AttentionItem | undefined> {
  const { rows } = await queryable.query<AttentionRow>(
    `select ${ATTENTION_COLUMNS} from attention_items where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && attentionFromRow(rows[0])
}

/** Locks the item: of two operators at once the second sees what the first did. */
export async function lockAttentionItem(
  client: PoolClient,
  key: ItemKey,
): Promise<(AttentionItem & { readonly now: Date }) | undefined> {
  const { rows } = await client.query<AttentionRow & { now: Date }>(
    `select ${ATTENTION_COLUMNS}, paidout_now() as now from attention_items
     where merchant_id = $1 and id = $2
     for update`,
    [key.merchantId, key.id],
  )
  return rows[0] && { ...attentionFromRow(rows[0]), now: rows[0].now }
}

import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Opens the item `endpoint_disabled`; one that is open already stays as it is. */
export async function openEndpointAttention(
  queryable: Queryable,
  item: {
    readonly merchantId: string
    readonly endpointId: string
    readonly advice: string
    readonly detail: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  await queryable.query(
    `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice, detail)
     values ($1, $2, 'endpoint_disabled', 'endpoint', $3, $4, $5)
     on conflict (merchant_id, kind, subject_id) where closed_at is null do nothing`,
    [item.merchantId, newUuid(), item.endpointId, item.advice, JSON.stringify(item.detail)],
  )
}

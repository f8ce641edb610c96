import type { Queryable } from "../postgres/pool.ts"

/** Open items of one kind, and what to do about the oldest of them. */
export interface OpenAttention {
  readonly kind: string
  readonly count: number
  readonly advice: string
  readonly oldest: {
    /** UUID. */
    readonly id: string
    readonly openedAt: Date
  }
}

/** The merchant's open attention items by kind, most first. */
export async function countOpenAttention(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<readonly OpenAttention[]> {
  const { rows } = await queryable.query<{
    kind: string
    count: number
    advice: string
    id: string
    opened_at: Date
  }>(
    `with counted as (
       select kind, count(*)::integer as count, min(id::text)::uuid as oldest
       from attention_items
       where merchant_id = $1 and closed_at is null
       group by kind
       order by 2 desc, 1
       limit $2
     )
     select counted.kind, counted.count, item.id, item.advice, item.opened_at
     from counted
     join attention_items as item on item.merchant_id = $1 and item.id = counted.oldest
     order by 2 desc, 1`,
    [merchantId, limit],
  )
  return rows.map(({ kind, count, advice, id, opened_at: openedAt }) => ({
    ...{ kind, count, advice },
    oldest: { id, openedAt },
  }))
}

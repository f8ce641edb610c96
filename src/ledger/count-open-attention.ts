import type { Queryable } from "../postgres/pool.ts"

/** Open items of one kind, and what to do about them. */
export interface OpenAttention {
  readonly kind: string
  readonly count: number
  readonly advice: string
}

/** The merchant's open attention items by kind, most first. */
export async function countOpenAttention(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<readonly OpenAttention[]> {
  const { rows } = await queryable.query<OpenAttention>(
    `select kind, count(*)::integer as count, min(advice) as advice
     from attention_items
     where merchant_id = $1 and closed_at is null
     group by kind
     order by 2 desc, 1
     limit $2`,
    [merchantId, limit],
  )
  return rows
}

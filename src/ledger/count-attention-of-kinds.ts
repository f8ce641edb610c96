import type { Queryable } from "../postgres/pool.ts"
import type { AttentionFilter } from "./list-attention-items.ts"

export interface AttentionOfKind {
  readonly kind: string
  readonly count: number
  /** There may be more: nobody counts on. */
  readonly isCapped: boolean
}

/** Of one kind; above it a list says "1,000+". */
export const attentionCountedMax = 1_000
/** Open items of one kind that a count looks at, whatever its filters leave of them. */
const attentionLookedAtMax = 5_000

/** The merchant's open items by kind, as far as they are counted. Kinds of which there is none are missing. */
export async function countAttentionOfKinds(
  queryable: Queryable,
  wanted: { readonly merchantId: string } & Pick<AttentionFilter, "assignee" | "snoozed">,
): Promise<readonly AttentionOfKind[]> {
  const { merchantId, assignee, snoozed } = wanted
  const { rows } = await queryable.query<{ kind: string; count: number; looked_at: number }>(
    `with recursive kinds (kind) as (
       select min(kind) from attention_items
       where (case when closed_at is null then merchant_id end) = $1 and closed_at is null
       union all
       select (select min(kind) from attention_items
         where (case when closed_at is null then merchant_id end) = $1 and closed_at is null
           and kind > kinds.kind)
       from kinds where kinds.kind is not null
     )
     select kinds.kind, counted.count, counted.looked_at
     from kinds cross join lateral (
       select count(*)::integer as looked_at, (count(*) filter (
         where ($2::text is null or assignee is not distinct from nullif($2, 'none'))
           and ($3::boolean is null or coalesce(snoozed_until > paidout_now(), false) = $3)
       ))::integer as count
       from (
         select assignee, snoozed_until from attention_items
         where (case when closed_at is null then merchant_id end) = $1 and closed_at is null
           and kind = kinds.kind
         limit $4
       ) as open
     ) as counted
     where kinds.kind is not null
     order by kinds.kind`,
    [merchantId, assignee ?? null, snoozed ?? null, attentionLookedAtMax],
  )
  return rows.flatMap(({ kind, count, looked_at: lookedAt }) => {
    const isCapped = count > attentionCountedMax || lookedAt === attentionLookedAtMax
    return count === 0 && !isCapped
      ? []
      : [{ kind, count: Math.min(count, attentionCountedMax), isCapped }]
  })
}

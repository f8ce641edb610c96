import type { Queryable } from "../postgres/pool.ts"

export interface HeldSource {
  readonly merchantId: string
  readonly sourceId: string
  /** It wants its news confirmed no more: what is held of it is to be applied as it came. */
  readonly isReleased: boolean
}

/**
 * Sources of any merchants with held news that is due, or that is to be let go. One probe of the
 * index per source, however much is held of it.
 */
export async function listHeldSources(
  queryable: Queryable,
  limit: number,
): Promise<readonly HeldSource[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    source_id: string
    is_released: boolean
  }>({
    name: "list_held_sources",
    text: `
      with recursive holding as (
        (select merchant_id, source_id from held_events where due_at > '-infinity'
         order by source_id limit 1)
        union all
        select following.merchant_id, following.source_id
        from holding
        cross join lateral (
          select merchant_id, source_id from held_events
          where source_id > holding.source_id and due_at > '-infinity' order by source_id limit 1
        ) as following
      ),
      judged as (
        select merchant_id, source_id, s.settings ->> 'confirm' is distinct from 'final' as is_released
        from holding
        join sources as s using (merchant_id)
        where s.id = holding.source_id
      )
      select * from judged
      where is_released or (
        select due_at from held_events as h
        where h.merchant_id is not distinct from judged.merchant_id
          and h.source_id = judged.source_id and h.due_at > '-infinity'
        order by h.due_at limit 1) <= paidout_now()
      limit $1`,
    values: [limit],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    sourceId: row.source_id,
    isReleased: row.is_released,
  }))
}

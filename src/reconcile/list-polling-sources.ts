import type { Queryable } from "../postgres/pool.ts"

export interface PollingSource {
  readonly merchantId: string
  readonly sourceId: string
  /** Something of it is to be asked for now. */
  readonly isDue: boolean
  /** When something of it that is not due yet will be. */
  readonly next: Date | null
}

/** Before every source. */
export const NO_SOURCE = "00000000-0000-0000-0000-000000000000"

/**
 * Sources that have something to be asked for, in one order, after the one named. Goes from source to
 * source in the index, so one with a million rows is looked at as fast as one with a single row.
 */
export async function listPollingSources(
  queryable: Queryable,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly PollingSource[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    source_id: string
    is_due: boolean
    next: Date | null
  }>({
    name: "list_polling_sources",
    text: `
      with recursive found as (
        (select p.merchant_id, p.source_id, 1 as place from polls p
         where p.due_at is not null and p.source_id > $1
         order by p.source_id limit 1)
        union all
        select following.merchant_id, following.source_id, found.place + 1
        from found
        cross join lateral (
          select p.merchant_id, p.source_id from polls p
          where p.due_at is not null and p.source_id > found.source_id
          order by p.source_id limit 1
        ) as following
        where found.place < $2
      )
      select f.merchant_id, f.source_id,
        coalesce(least(soon.first, usual.first) <= paidout_now(), false) as is_due,
        least(soon.next, usual.next) as next
      from found as f
      cross join lateral (
        select
          (select due_at from polls where source_id = f.source_id and urgency = 0
             and due_at is not null order by due_at limit 1) as first,
          (select due_at from polls where source_id = f.source_id and urgency = 0
             and due_at > paidout_now() order by due_at limit 1) as next
      ) as soon
      cross join lateral (
        select
          (select due_at from polls where source_id = f.source_id and urgency = 1
             and due_at is not null order by due_at limit 1) as first,
          (select due_at from polls where source_id = f.source_id and urgency = 1
             and due_at > paidout_now() order by due_at limit 1) as next
      ) as usual`,
    values: [page.after, page.limit],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    sourceId: row.source_id,
    isDue: row.is_due,
    next: row.next,
  }))
}

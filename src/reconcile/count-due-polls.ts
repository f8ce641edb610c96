import type { Queryable } from "../postgres/pool.ts"

const SOURCES_MAX = 500
const OF_SOURCE_MAX = 1_000

/** What is to be asked for by now, over all merchants; of many, a lower bound. */
export async function countDuePolls(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "count_due_polls",
    text: `
      with recursive found as (
        (select p.merchant_id, p.source_id, 1 as place from polls p
         where p.due_at is not null order by p.source_id limit 1)
        union all
        select following.merchant_id, following.source_id, found.place + 1
        from found
        cross join lateral (
          select p.merchant_id, p.source_id from polls p
          where p.due_at is not null and p.source_id > found.source_id
          order by p.source_id limit 1
        ) as following
        where found.place < $1
      )
      select coalesce(sum(due.count), 0)::integer as count
      from found
      cross join lateral (
        select count(*) as count from (
          (select from polls where source_id = found.source_id and urgency = 0
             and due_at <= paidout_now() limit $2)
          union all
          (select from polls where source_id = found.source_id and urgency = 1
             and due_at <= paidout_now() limit $2)
        ) as of_source
      ) as due`,
    values: [SOURCES_MAX, OF_SOURCE_MAX],
  })
  return rows[0]?.count ?? 0
}

import { countedMax } from "../postgres/counted-max.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface DeliveryDepth {
  /** At most `countedMax`: of more, a lower bound. */
  readonly dueDeliveries: number
  /** Null where none is overdue. */
  readonly oldestDueSeconds: number | null
}

/**
 * Of all merchants but the sandbox's, for `/metrics`. The oldest is that of each endpoint's head: an
 * index probe.
 */
export async function findDeliveryDepth(queryable: Queryable): Promise<DeliveryDepth> {
  const { rows } = await queryable.query<{ due: number; oldest_seconds: number | null }>(
    `with sandbox as materialized (
       select id from merchants where sandbox_of is not null
     )
     select
       (select count(*)::integer from (
          select from due_deliveries
          where merchant_id not in (select id from sandbox)
          limit $1
        ) as d) as due,
       (select max(extract(epoch from paidout_now() - head.due_at))::float8
        from endpoints e
        cross join lateral (
          select due_at from due_deliveries
          where merchant_id = e.merchant_id and endpoint_id = e.id and not is_bulk
            and due_at <= paidout_now()
          order by due_at
          limit 1
        ) as head
        where e.state = 'active' and e.merchant_id not in (select id from sandbox)
       ) as oldest_seconds`,
    [countedMax],
  )
  return {
    dueDeliveries: rows[0]?.due ?? 0,
    oldestDueSeconds: rows[0]?.oldest_seconds ?? null,
  }
}

import type { Queryable } from "../postgres/pool.ts"

/** An active endpoint with something in the queue that goes by the clock. */
export interface NextDue {
  readonly endpointId: string
  /** Something is due by now, or being sent. */
  readonly isDue: boolean
  /** The first moment after now at which something is due; null: nothing has a later time. */
  readonly next: Date | null
}

/**
 * Of up to `limit` endpoints in the queue, when something is due, as the claim has it. What is
 * claimed keeps its time, so it counts until it is recorded. Who waits for the delivery before it
 * has none. Of a retry queue the head alone counts, due now where it waited behind another, and
 * what bulk resends ask for waits for the end of that queue. Over all merchants.
 */
export async function findNextDue(
  queryable: Queryable,
  limit: number,
): Promise<readonly NextDue[]> {
  const { rows } = await queryable.query<{
    endpoint_id: string
    is_due: boolean
    next: Date | null
  }>({
    name: "find_next_due",
    text: `
      with recursive moment as materialized (
        select paidout_now() as at
      ), waiting as (
        select '00000000-0000-0000-0000-000000000000'::uuid as merchant_id,
          '00000000-0000-0000-0000-000000000000'::uuid as endpoint_id, 0 as place
        union all
        select next.merchant_id, next.endpoint_id, waiting.place + 1
        from waiting cross join lateral (
          select d.merchant_id, d.endpoint_id from due_deliveries as d
          where d.endpoint_id > waiting.endpoint_id
          order by d.endpoint_id
          limit 1
        ) as next
        where waiting.place < $1
      ), head as (
        select waiting.endpoint_id, q.due_at
        from waiting cross join moment cross join lateral (
          select coalesce(d.due_at, moment.at) as due_at from due_deliveries as d
          where d.merchant_id is not distinct from waiting.merchant_id
            and (case when d.in_retry_queue then d.endpoint_id end) = waiting.endpoint_id
            and d.in_retry_queue
          order by d.delivery_id
          limit 1
        ) as q
      ), timed as (
        select head.endpoint_id, head.due_at from head
        union all
        select waiting.endpoint_id, q.due_at
        from waiting
        cross join moment
        cross join (values (false), (true)) as kind (is_bulk)
        cross join (values (false), (true)) as time (is_later)
        cross join lateral (
          select d.due_at from due_deliveries as d
          where d.merchant_id is not distinct from waiting.merchant_id
            and d.endpoint_id = waiting.endpoint_id
            and d.is_bulk = kind.is_bulk and not d.in_retry_queue
            and d.due_at > case when time.is_later then moment.at else '-infinity' end
          order by d.due_at
          limit 1
        ) as q
        where not kind.is_bulk
          or not exists (select from head where head.endpoint_id = waiting.endpoint_id)
      )
      select waiting.endpoint_id,
        coalesce(bool_or(timed.due_at <= moment.at), false) as is_due,
        min(timed.due_at) filter (where timed.due_at > moment.at) as next
      from waiting
      cross join moment
      join endpoints as e on e.merchant_id = waiting.merchant_id and e.id = waiting.endpoint_id
        and e.state = 'active' and e.deleted_at is null
      join timed on timed.endpoint_id = waiting.endpoint_id
      where waiting.place > 0
      group by waiting.endpoint_id`,
    values: [limit],
  })
  return rows.map((row) => ({ endpointId: row.endpoint_id, isDue: row.is_due, next: row.next }))
}

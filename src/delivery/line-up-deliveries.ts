import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { OrderKey } from "./order-key.ts"

/**
 * Of each of these one delivery goes, the others wait: the one that is being sent, or else the
 * first by sequence, due now unless it has a time already. What is in a retry queue keeps its place
 * there. Call it last, as a statement of its own after `lockOrderedDeliveries` and the change: it
 * must see who came to wait in between. Returns how many may go that waited before.
 */
export async function lineUpDeliveries(
  queryable: Queryable,
  keys: readonly OrderKey[],
): Promise<number> {
  const { rows } = await queryable.query<{ released: number }>({
    name: "line_up_deliveries",
    text: `
      with wanted as materialized (
        select distinct merchant_id, endpoint_id, order_key
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as u (merchant_id, endpoint_id, order_key)
      ), line as materialized (
        select d.merchant_id, d.delivery_id, row_number() over (
          partition by d.merchant_id, d.endpoint_id, d.order_key
          order by d.claimed_by is null, d.sequence, d.delivery_id
        ) = 1 as goes
        from wanted
        cross join lateral (
          select * from due_deliveries as each
          where each.order_key = wanted.order_key
            and each.endpoint_id is not distinct from wanted.endpoint_id
            and each.merchant_id is not distinct from wanted.merchant_id
          offset 0
        ) as d
      ), moved as (
        update due_deliveries as d
        set due_at = case when line.goes then paidout_now() end
        from line
        where d.merchant_id = any (array[line.merchant_id])
          and d.delivery_id = line.delivery_id
          and d.claimed_by is null and not d.in_retry_queue and line.goes = (d.due_at is null)
        returning d.due_at
      )
      select count(due_at)::integer as released from moved`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.endpointId)),
      plainArray(keys.map((key) => key.subjectId)),
    ],
  })
  return rows[0]?.released ?? 0
}

import type { Queryable } from "../postgres/pool.ts"

/**
 * Closes up to `limit` items `endpoint_failing` of endpoints that work again, or are sent nothing
 * any more. Over all merchants.
 */
export async function closeRecoveredAttention(queryable: Queryable, limit: number): Promise<void> {
  await queryable.query(
    `with settled as materialized (
       select item.merchant_id, item.id,
         case
           when e.deleted_at is not null then 'deleted'
           when e.state = 'disabled' then 'disabled'
           else 'recovered'
         end as because
       from attention_items as item
       join endpoints as e on e.merchant_id = item.merchant_id and e.id = item.subject_id
       where item.kind = 'endpoint_failing' and item.closed_at is null
         and (e.deleted_at is not null or e.state = 'disabled' or not exists (
           select from endpoint_health as h
           where h.merchant_id = e.merchant_id and h.endpoint_id = e.id
             and h.failing_since is not null
         ))
       order by item.merchant_id, item.id
       limit $1
     )
     update attention_items as item
     set closed_at = paidout_now(), closed_because = settled.because
     from settled
     where item.merchant_id = settled.merchant_id and item.id = settled.id
       and item.closed_at is null`,
    [limit],
  )
}

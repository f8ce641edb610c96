import type { Queryable } from "../postgres/pool.ts"

/**
 * Makes one delivery due now, as a new run of the schedule; its event id and bytes stay. One that
 * is being sent at this moment stays as it is. False when there is nothing to resend: no such
 * delivery, or its endpoint is deleted. Line up what is in the queue of its subject after it.
 */
export async function requeueDelivery(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `with due as (
       insert into due_deliveries
         (merchant_id, delivery_id, endpoint_id, due_at, trigger, order_key, sequence)
       select d.merchant_id, d.id, d.endpoint_id, paidout_now(), 'resend',
         case e.ordering when 'payout' then d.subject_id end,
         case e.ordering when 'payout' then d.sequence end
       from deliveries as d
       join endpoints as e on e.merchant_id = d.merchant_id and e.id = d.endpoint_id
       where d.merchant_id = $1 and d.id = $2 and e.deleted_at is null
       on conflict (merchant_id, delivery_id) do update
         set due_at = case when due_deliveries.claimed_by is null
             then excluded.due_at else due_deliveries.due_at end,
           tries = case when due_deliveries.claimed_by is null
             then 0 else due_deliveries.tries end,
           trigger = case when due_deliveries.claimed_by is null
             then excluded.trigger else due_deliveries.trigger end
       returning merchant_id, delivery_id
     )
     update deliveries as d
     set state = 'queued', finished_at = null
     from due
     where d.merchant_id = due.merchant_id and d.id = due.delivery_id`,
    [key.merchantId, key.id],
  )
  return rowCount === 1
}

import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Ordering } from "./endpoint.ts"
import type { Resendable } from "./find-resendable-of-endpoint.ts"

/**
 * Puts deliveries of one endpoint into the queue for a resend, as a new run of the schedule; what
 * stands there already stays as it is. Returns how many were put in, and how many of those are still
 * what they were seen as: others were sent meanwhile, and `unqueueForResend` takes them out again.
 * Where the order matters, lock before it and line up after it.
 */
export async function requeueForResend(
  queryable: Queryable,
  part: {
    readonly merchantId: string
    readonly resendId: string
    readonly endpointId: string
    readonly ordering: Ordering
  },
  deliveries: readonly Resendable[],
): Promise<{ readonly inserted: number; readonly requeued: number }> {
  const { rows } = await queryable.query<{ inserted: number; requeued: number }>({
    name: "requeue_for_resend",
    text: `
      with due as (
        insert into due_deliveries (merchant_id, delivery_id, endpoint_id, due_at, trigger,
          order_key, sequence, resend_id, state_before, finished_before)
        select d.merchant_id, d.id, d.endpoint_id, paidout_now(), 'resend',
          case $6::text when 'payout' then d.subject_id end,
          case $6::text when 'payout' then d.sequence end,
          $2, seen.state, d.finished_at
        from unnest($4::uuid[], $5::text[]) as seen (id, state)
        join deliveries as d on d.merchant_id = $1 and d.id = seen.id and d.state = seen.state
        where d.endpoint_id = $3
        order by d.id
        on conflict (merchant_id, delivery_id) do nothing
        returning delivery_id, state_before
      ), moved as (
        update deliveries as d
        set state = 'queued', finished_at = null
        from due
        where d.merchant_id = $1 and d.id = due.delivery_id and d.state = due.state_before
        returning d.id
      )
      select (select count(*) from due)::integer as inserted,
        (select count(*) from moved)::integer as requeued`,
    values: [
      part.merchantId,
      part.resendId,
      part.endpointId,
      plainArray(deliveries.map(({ id }) => id)),
      textArray(deliveries.map(({ state }) => state)),
      part.ordering,
    ],
  })
  return rows[0] ?? { inserted: 0, requeued: 0 }
}

/** Takes out what the same transaction put in of deliveries that had moved on meanwhile. */
export async function unqueueForResend(
  queryable: Queryable,
  part: { readonly merchantId: string; readonly resendId: string },
  deliveries: readonly Resendable[],
): Promise<void> {
  await queryable.query({
    name: "unqueue_for_resend",
    text: `
      delete from due_deliveries as q using deliveries as d
      where q.merchant_id = $1 and q.resend_id = $2 and q.delivery_id = any ($3::uuid[])
        and d.merchant_id = $1 and d.id = q.delivery_id and d.state not in ('queued', 'retrying')`,
    values: [part.merchantId, part.resendId, plainArray(deliveries.map(({ id }) => id))],
  })
}

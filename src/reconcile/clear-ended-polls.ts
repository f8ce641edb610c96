import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Of these, which were answered, those that came to their end by their provider's word are asked for
 * no more; not what became urgent meanwhile. A batch that is done goes on while payouts of it are pending.
 */
export async function clearEndedPolls(
  queryable: Queryable,
  answered: { readonly merchantId: string; readonly subjectIds: readonly string[] },
): Promise<void> {
  await queryable.query({
    name: "clear_ended_polls",
    text: `
      with locked as materialized (
        select p.merchant_id, p.subject, p.subject_id
        from (select distinct id from unnest($2::uuid[]) as w (id) order by id) as w
        cross join lateral (
          select merchant_id, subject, subject_id from polls
          where merchant_id = any (array[$1::uuid]) and subject_id = w.id
            and urgency is not distinct from 1::smallint
          for update
        ) as p
      ), ended as materialized (
        select l.merchant_id, l.subject_id from locked l
        where case l.subject
          when 'payout' then exists (
            select from payouts where merchant_id = $1 and id = l.subject_id
              and status is distinct from 'pending' and status is distinct from 'processing'
              and certainty is not distinct from 'confirmed')
          when 'batch' then exists (
            select from batches where merchant_id = $1 and id = l.subject_id
              and status in ('done', 'cancelled') and coalesce(pending_count, 0) = 0)
          else exists (
            select from payments where merchant_id = $1 and id = l.subject_id
              and status <> 'processing')
        end
      )
      delete from polls using ended
      where polls.merchant_id = any (array[ended.merchant_id])
        and polls.subject_id = ended.subject_id`,
    values: [answered.merchantId, plainArray(answered.subjectIds)],
  })
}

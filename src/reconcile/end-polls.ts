import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** These cannot be asked for: they wait for a webhook, or for a person. */
export async function endPolls(
  queryable: Queryable,
  polls: { readonly merchantId: string; readonly subjectIds: readonly string[] },
  why: { readonly finding: string; readonly detail: string },
): Promise<void> {
  await queryable.query({
    name: "end_polls",
    text: `
      with due as materialized (
        select p.merchant_id, p.subject_id
        from (select distinct id from unnest($2::uuid[]) as w (id) order by id) as w
        cross join lateral (
          select merchant_id, subject_id from polls
          where merchant_id = any (array[$1::uuid]) and subject_id = w.id
            and (due_at <= paidout_now()) is not distinct from true
          for update skip locked
        ) as p
      )
      update polls p set due_at = null, urgency = 1, finding = $3, detail = $4
      from due
      where p.merchant_id = any (array[due.merchant_id]) and p.subject_id = due.subject_id`,
    values: [polls.merchantId, plainArray(polls.subjectIds), why.finding, why.detail],
  })
}

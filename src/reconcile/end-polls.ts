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
      with due as (
        select subject_id from polls
        where merchant_id = $1 and subject_id = any ($2::uuid[]) and due_at <= paidout_now()
        order by subject_id
        for update skip locked
      )
      update polls p set due_at = null, urgency = 1, finding = $3, detail = $4
      from due where p.merchant_id = $1 and p.subject_id = due.subject_id`,
    values: [polls.merchantId, plainArray(polls.subjectIds), why.finding, why.detail],
  })
}

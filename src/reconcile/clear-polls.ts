import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** These are asked for no more. Locked in one order by all who lock polls. */
export async function clearPolls(
  queryable: Queryable,
  subjects: readonly { readonly merchantId: string; readonly subjectId: string }[],
): Promise<void> {
  await queryable.query({
    name: "clear_polls",
    text: `
      with ended as materialized (
        select p.merchant_id, p.subject_id
        from (
          select distinct m, s from unnest($1::uuid[], $2::uuid[]) as w (m, s) order by m, s
        ) as w
        cross join lateral (
          select merchant_id, subject_id from polls
          where merchant_id = any (array[w.m]) and subject_id = w.s
          for update
        ) as p
      )
      delete from polls using ended
      where polls.merchant_id = any (array[ended.merchant_id])
        and polls.subject_id = ended.subject_id`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      plainArray(subjects.map((each) => each.subjectId)),
    ],
  })
}

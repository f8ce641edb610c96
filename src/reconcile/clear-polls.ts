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
      with ended as (
        select p.merchant_id, p.subject_id from unnest($1::uuid[], $2::uuid[]) as w (m, s)
        join polls p on p.merchant_id = w.m and p.subject_id = w.s
        order by p.merchant_id, p.subject_id
        for update of p
      )
      delete from polls using ended
      where polls.merchant_id = ended.merchant_id and polls.subject_id = ended.subject_id`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      plainArray(subjects.map((each) => each.subjectId)),
    ],
  })
}

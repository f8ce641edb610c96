import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** These are asked for no more. */
export async function clearPolls(
  queryable: Queryable,
  subjects: readonly { readonly merchantId: string; readonly subjectId: string }[],
): Promise<void> {
  await queryable.query({
    name: "clear_polls",
    text: `
      delete from polls using unnest($1::uuid[], $2::uuid[]) as w (m, s)
      where merchant_id = w.m and subject_id = w.s`,
    values: [
      plainArray(subjects.map((each) => each.merchantId)),
      plainArray(subjects.map((each) => each.subjectId)),
    ],
  })
}

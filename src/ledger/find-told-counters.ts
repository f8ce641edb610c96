import type { BatchCounters } from "../payout/event.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { countersOf, type HistoryDetailJson } from "./history-detail.ts"

/** What the last webhook about each of these batches counted, by the batch's id. */
export async function findToldCounters(
  queryable: Queryable,
  batches: readonly { readonly merchantId: string; readonly subjectId: string }[],
): Promise<ReadonlyMap<string, BatchCounters>> {
  const { rows } = await queryable.query<{ subject_id: string; detail: HistoryDetailJson }>({
    name: "find_told_counters",
    text: `
      select w.i as subject_id, told.detail
      from unnest($1::uuid[], $2::uuid[]) as w (m, i)
      cross join lateral (
        select detail from history
        where subject_id = w.i and merchant_id is not distinct from w.m
          and via = 'webhook' and applied and detail ? 'counters'
        order by sequence desc
        limit 1
      ) as told`,
    values: [
      plainArray(batches.map((each) => each.merchantId)),
      plainArray(batches.map((each) => each.subjectId)),
    ],
  })
  return new Map(
    rows.flatMap(({ subject_id: id, detail }) => {
      const counters = countersOf(detail)
      return counters === undefined ? [] : [[id, counters] as const]
    }),
  )
}

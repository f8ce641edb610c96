import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Nothing of this source can be asked for now: all of it waits, and what was claimed for this try
 * has not had it.
 */
export async function postponeHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
  postponed: {
    readonly claimed: readonly string[]
    readonly forMs: number
    readonly finding: string
    readonly detail: string
  },
): Promise<void> {
  await queryable.query({
    name: "postpone_held_events",
    text: `
      update held_events set
        due_at = case
          when id = any ($3::uuid[]) then paidout_now() + $4::float8 * interval '1 ms'
          else greatest(due_at, paidout_now() + $4::float8 * interval '1 ms')
        end,
        tries = case when id = any ($3::uuid[]) then greatest(tries - 1, 0) else tries end,
        finding = $5, detail = $6
      where merchant_id = $1 and source_id = $2`,
    values: [
      source.merchantId,
      source.sourceId,
      plainArray(postponed.claimed),
      postponed.forMs,
      postponed.finding,
      postponed.detail,
    ],
  })
}

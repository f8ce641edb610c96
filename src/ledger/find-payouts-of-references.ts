import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Of each reference the ids of a source's payouts, at most `eachMax`: a reference is not unique. */
export async function findPayoutsOfReferences(
  queryable: Queryable,
  of: {
    readonly merchantId: string
    readonly sourceId: string
    readonly references: readonly string[]
    readonly eachMax: number
  },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await queryable.query<{ reference: string; ids: readonly string[] }>({
    name: "find_payouts_of_references",
    text: `
      select w.reference, array_agg(p.id::text order by p.id) as ids
      from unnest($3::text[]) as w (reference)
      cross join lateral (
        select id from payouts
        where reference = w.reference and merchant_id = $1 and source_id is not distinct from $2
        limit $4
      ) as p
      group by w.reference`,
    values: [of.merchantId, of.sourceId, textArray([...new Set(of.references)]), of.eachMax],
  })
  return new Map(rows.map(({ reference, ids }) => [reference, ids]))
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** How the last call to a source's API went; `failingSince` is null where it answered. */
export interface ApiStanding {
  readonly failingSince: Date | null
  readonly finding: string | null
  readonly detail: string | null
}

/** Of these sources, by id; one that was never called is missing. */
export async function findApiStandings(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly sourceIds: readonly string[] },
): Promise<ReadonlyMap<string, ApiStanding>> {
  const { rows } = await queryable.query<ApiStanding & { readonly sourceId: string }>(
    `select source_id as "sourceId", failing_since as "failingSince", finding, detail
     from call_budgets
     where merchant_id = $1 and source_id = any ($2::uuid[])`,
    [wanted.merchantId, plainArray(wanted.sourceIds)],
  )
  return new Map(rows.map(({ sourceId, ...standing }) => [sourceId, standing]))
}

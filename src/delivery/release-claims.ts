import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Gives back what these workers have claimed; others may claim it at once. */
export async function releaseClaims(
  queryable: Queryable,
  workerIds: readonly string[],
): Promise<number> {
  const { rowCount } = await queryable.query(
    `update due_deliveries set claimed_by = null, claimed_at = null
     where claimed_by = any ($1::uuid[])`,
    [plainArray(workerIds)],
  )
  return rowCount ?? 0
}

import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * Gives back the claims of this worker that it does not know of: their claim was committed and the
 * answer was lost with the connection. It reads the whole queue, so it is for that case alone.
 */
export async function releaseUnknownClaims(
  queryable: Queryable,
  request: { readonly workerId: string; readonly known: readonly string[] },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `update due_deliveries set claimed_by = null, claimed_at = null
     where claimed_by = $1 and delivery_id <> all ($2::uuid[])`,
    [request.workerId, plainArray(request.known)],
  )
  return rowCount ?? 0
}

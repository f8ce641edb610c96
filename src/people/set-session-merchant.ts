import type { Queryable } from "../postgres/pool.ts"

/** False where the person is no member there: the condition stands with the change. */
export async function setSessionMerchant(
  queryable: Queryable,
  change: { readonly sessionId: string; readonly personId: string; readonly merchantId: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update people_sessions set merchant_id = $3
     where id = $1 and person_id = $2 and exists (
       select from members where merchant_id = $3 and person_id = $2 and removed_at is null)`,
    [change.sessionId, change.personId, change.merchantId],
  )
  return rowCount === 1
}

import type { Queryable } from "../postgres/pool.ts"

export async function isMember(
  queryable: Queryable,
  member: { readonly merchantId: string; readonly personId: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    "select from members where merchant_id = $1 and person_id = $2 and removed_at is null",
    [member.merchantId, member.personId],
  )
  return rowCount === 1
}

import type { Queryable } from "../postgres/pool.ts"
import type { MemberRole } from "./role.ts"

/**
 * The role before, or undefined: no such member, or the last owner. Owners are locked first, so of
 * two who demote one another the second sees what the first left.
 */
export async function updateMemberRole(
  queryable: Queryable,
  change: { readonly merchantId: string; readonly personId: string; readonly role: MemberRole },
): Promise<{ readonly before: MemberRole } | undefined> {
  const { rows } = await queryable.query<{ before: MemberRole }>(
    `with owners as materialized (
       select person_id from members
       where merchant_id = $1 and role = 'owner' and removed_at is null
       order by person_id
       for update
     ), before as materialized (
       select person_id, role from members
       where merchant_id = $1 and person_id = $2 and removed_at is null
         and (role <> 'owner' or $3 = 'owner' or exists (select from owners where person_id <> $2))
       for update
     )
     update members as m set role = $3 from before
     where m.merchant_id = $1 and m.person_id = before.person_id and m.removed_at is null
     returning before.role as before`,
    [change.merchantId, change.personId, change.role],
  )
  return rows[0]
}

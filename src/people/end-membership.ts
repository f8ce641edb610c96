import type { Queryable } from "../postgres/pool.ts"
import type { MemberRole } from "./role.ts"

/** The role that ended, or undefined: no such member, or the last owner; as updateMemberRole. */
export async function endMembership(
  queryable: Queryable,
  member: { readonly merchantId: string; readonly personId: string },
): Promise<MemberRole | undefined> {
  const { rows } = await queryable.query<{ role: MemberRole }>(
    `with owners as materialized (
       select person_id from members
       where merchant_id = $1 and role = 'owner' and removed_at is null
       order by person_id
       for update
     )
     update members set removed_at = paidout_server_now()
     where merchant_id = $1 and person_id = $2 and removed_at is null
       and (role <> 'owner' or exists (select from owners where person_id <> $2))
     returning role`,
    [member.merchantId, member.personId],
  )
  return rows[0]?.role
}

import type { Queryable } from "../postgres/pool.ts"
import type { MemberRole } from "./role.ts"

/**
 * False where the person is a member already, with no lesser role: a link makes nobody less than he
 * was. One who was removed comes back.
 */
export async function insertMember(
  queryable: Queryable,
  member: { readonly merchantId: string; readonly personId: string; readonly role: MemberRole },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `insert into members as m (merchant_id, person_id, role) values ($1, $2, $3)
     on conflict (merchant_id, person_id) do update set role = excluded.role, removed_at = null
     where m.removed_at is not null
       or array_position(array['viewer', 'operator', 'owner'], excluded.role)
         > array_position(array['viewer', 'operator', 'owner'], m.role)`,
    [member.merchantId, member.personId, member.role],
  )
  return rowCount === 1
}

import type { Queryable } from "../postgres/pool.ts"
import type { Member } from "./member.ts"

/** The merchant's members, newest first, below the id `before`. */
export async function listMembers(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Member[]> {
  const { rows } = await queryable.query<Member>(
    `select p.id, p.name, p.email, m.role, p.two_factor_enabled as "hasSecondFactor",
       m.created_at as "createdAt",
       (select max(s.updated_at) from people_sessions as s where s.person_id = p.id) as "seenAt"
     from members as m join people as p on p.id = m.person_id
     where m.merchant_id = $1 and m.removed_at is null
       and ($2::uuid is null or m.person_id < $2)
     order by m.person_id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit],
  )
  return rows
}

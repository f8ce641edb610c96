import type { Queryable } from "../postgres/pool.ts"

export interface MembershipMerchant {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
}

/** More than anybody switches between. */
const membershipsMax = 200

/** The merchants whose member the person is, by name. */
export async function listMemberships(
  queryable: Queryable,
  personId: string,
): Promise<readonly MembershipMerchant[]> {
  const { rows } = await queryable.query<MembershipMerchant>(
    `select c.id, c.name, c.created_at as "createdAt"
     from members as m join merchants as c on c.id = m.merchant_id
     where m.person_id = $1 and m.removed_at is null
     order by c.name, c.id
     limit $2`,
    [personId, membershipsMax],
  )
  return rows
}

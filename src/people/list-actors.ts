import type { Queryable } from "../postgres/pool.ts"

/** Who stands in an audit log or a history. */
export interface Actor {
  readonly kind: "person" | "apiKey"
  readonly id: string
  readonly name: string
}

/** Of each kind, the newest first: more would be no list to hold in a page. */
export const actorsMax = 500

/** People who are or were members of the merchant, and its API keys, revoked ones too. */
export async function listActors(
  queryable: Queryable,
  merchantId: string,
): Promise<readonly Actor[]> {
  const { rows } = await queryable.query<Actor>(
    `(select 'person' as kind, p.id, p.name from members as m
      join people as p on p.id = m.person_id
      where m.merchant_id = $1 order by m.person_id desc limit $2)
     union all
     (select 'apiKey', id, name from api_keys where merchant_id = $1 order by id desc limit $2)`,
    [merchantId, actorsMax],
  )
  return rows
}

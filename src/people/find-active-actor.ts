import type { Queryable } from "../postgres/pool.ts"
import type { Actor } from "./list-actors.ts"

/** Does the merchant have such a member, or such an API key, and neither removed nor revoked? */
export async function findActiveActor(
  queryable: Queryable,
  actor: Pick<Actor, "kind" | "id"> & { readonly merchantId: string },
): Promise<boolean> {
  const { rows } = await queryable.query(
    `select from members
     where merchant_id = $1 and person_id = $2 and removed_at is null and $3 = 'person'
     union all
     select from api_keys
     where merchant_id = $1 and id = $2 and revoked_at is null and $3 = 'apiKey'`,
    [actor.merchantId, actor.id, actor.kind],
  )
  return rows.length > 0
}

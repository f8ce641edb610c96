import type { Pool, Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { idText } from "../ids.ts"
import { insertAudit } from "./insert-audit.ts"

/** False where the merchant has no such key. Revoking a revoked key changes nothing. */
export async function revokeApiKey(
  pool: Pool,
  key: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const revoked = await setRevoked(client, key)
    if (revoked === undefined) return false
    if (revoked) {
      await insertAudit(client, {
        merchantId: key.merchantId,
        actor: key.actor,
        action: "api_key.revoke",
        object: idText("apiKey", key.id),
      })
    }
    return true
  })
}

/** True where this call revoked it; undefined where there is none. */
async function setRevoked(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean | undefined> {
  const { rows } = await queryable.query<{ was_live: boolean }>(
    `update api_keys as now_revoked set revoked_at = coalesce(now_revoked.revoked_at, paidout_now())
     from (select id, revoked_at is null as was_live from api_keys
           where merchant_id = $1 and id = $2 for update) as before
     where now_revoked.merchant_id = $1 and now_revoked.id = before.id
     returning was_live`,
    [key.merchantId, key.id],
  )
  return rows[0]?.was_live
}

import { idText } from "../ids.ts"
import type { Pool, Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { SCOPES } from "./api-key.ts"
import { findFirstMerchant } from "./find-merchant.ts"
import { insertApiKey } from "./insert-api-key.ts"
import { insertAudit } from "./insert-audit.ts"
import { insertMerchant } from "./insert-merchant.ts"
import type { Keyring } from "./keyring.ts"
import type { Merchant } from "./merchant.ts"

/**
 * The first merchant, made where there is none, holding this API key with all scopes. Safe to call
 * from many processes at once, and at every start.
 * @throws PaidoutError secret_key_wrong: the database was sealed with another PAIDOUT_SECRET_KEY
 */
export async function ensureFirstMerchant(
  pool: Pool,
  keyring: Keyring,
  apiKey: string,
): Promise<Merchant> {
  const found = await findFirstMerchant(pool)
  // With a wrong secret key every hash differs too: say so before a second key is stored.
  if (found !== undefined) await keyring.dataKeys(found.id)
  const merchant = await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtext('paidout.first_merchant'))")
    const first =
      (await findFirstMerchant(client)) ?? (await insertMerchant(client, keyring, "first merchant"))
    if (await restoreApiKey(client, first.id, keyring.hash(apiKey))) return first
    const { id } = await insertApiKey(client, keyring, {
      merchantId: first.id,
      name: "key of the installation",
      key: apiKey,
      scopes: SCOPES,
    })
    await insertAudit(client, {
      merchantId: first.id,
      actor: "start",
      action: "api_key.create",
      object: idText("apiKey", id),
      after: { scopes: SCOPES },
    })
    return first
  })
  await keyring.dataKeys(merchant.id)
  return merchant
}

/** Who sets PAIDOUT_API_KEY means it to work: a revoked or narrowed key is made whole again. */
async function restoreApiKey(
  queryable: Queryable,
  merchantId: string,
  keyHash: Buffer,
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update api_keys set revoked_at = null, scopes = $3
     where merchant_id = $1 and key_hash = $2`,
    [merchantId, keyHash, SCOPES],
  )
  return rowCount === 1
}
